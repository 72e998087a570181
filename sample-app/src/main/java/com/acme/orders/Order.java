package com.acme.orders;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 */
@Entity
@Table(name = "orders", indexes = @Index(columnList = "createdAt"))
public class Order {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private String product = "";

	private int quantity;

	private long price;

	private Instant createdAt = Instant.EPOCH;

	/** For the persistence provider. */
	protected Order() {
	}

	Order(String product, int quantity, long price, Instant createdAt) {
		this.product = product;
		this.quantity = quantity;
		this.price = price;
		this.createdAt = createdAt;
	}

	public @Nullable Long getId() {
		return this.id;
	}

	public String getProduct() {
		return this.product;
	}

	public int getQuantity() {
		return this.quantity;
	}

	public long getPrice() {
		return this.price;
	}

	public Instant getCreatedAt() {
		return this.createdAt;
	}

}
