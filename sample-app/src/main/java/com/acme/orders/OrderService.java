package com.acme.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Places, finds and forgets orders. Only the newest thousand are kept.
 */
@Service
class OrderService {

	private static final int KEPT = 1000;

	private final OrderRepository orders;

	private final Catalog catalog;

	private final ApplicationEventPublisher events;

	OrderService(OrderRepository orders, Catalog catalog, ApplicationEventPublisher events) {
		this.orders = orders;
		this.catalog = catalog;
		this.events = events;
	}

	@Transactional
	Order place(String product, int quantity) {
		long price = this.catalog.priceOf(product) * quantity;
		Order order = this.orders.save(new Order(product, quantity, price, Instant.now()));
		this.events.publishEvent(new OrderPlaced(order));
		return order;
	}

	@Transactional(readOnly = true)
	Optional<Order> find(long id) {
		return this.orders.findById(id);
	}

	@Transactional(readOnly = true)
	List<Order> newest(int count) {
		return this.orders.findAllByOrderByIdDesc(Limit.of(count));
	}

	@Scheduled(fixedDelay = 1000)
	@Transactional
	void forgetOld() {
		this.orders.deleteUpTo(this.orders.newestId() - KEPT);
	}

}
