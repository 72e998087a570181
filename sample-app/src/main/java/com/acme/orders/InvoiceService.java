package com.acme.orders;

import java.nio.charset.StandardCharsets;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Renders the invoice of an order, on a thread of the application's executor, and hands
 * it to the archive.
 */
@Service
class InvoiceService {

	private static final int LINES = 100;

	private final OrderArchive archive;

	InvoiceService(OrderArchive archive) {
		this.archive = archive;
	}

	@Async
	@TransactionalEventListener(fallbackExecution = true)
	public void on(OrderPlaced event) {
		this.archive.keep(render(event.order()));
	}

	private byte[] render(Order order) {
		StringBuilder invoice = new StringBuilder();
		for (int line = 1; line <= LINES; line++) {
			invoice.append(line).append('\t').append(order.getProduct());
			invoice.append('\t').append(order.getQuantity()).append(" pieces");
			invoice.append('\t').append(order.getPrice() / 100.0).append(" euro");
			invoice.append("\tplease pay until ").append(order.getCreatedAt()).append('\n');
		}
		return invoice.toString().getBytes(StandardCharsets.UTF_8);
	}

}
