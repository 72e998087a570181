package com.acme.orders;

import java.nio.charset.StandardCharsets;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Renders the invoice of an order, on a thread of the application's executor, and hands
 * it to the archive. The pages it is drawn on are short-lived, about a megabyte for each
 * order.
 */
@Service
class InvoiceService {

	private static final int LINES = 240;

	private static final int PAGES = 4;

	private static final int PAGE_SIZE = 256 * 1024;

	private final OrderArchive archive;

	InvoiceService(OrderArchive archive) {
		this.archive = archive;
	}

	@Async
	@TransactionalEventListener(fallbackExecution = true)
	public void on(OrderPlaced event) {
		byte[] text = render(event.order());
		for (int page = 0; page < PAGES; page++) {
			draw(text, page);
		}
		this.archive.keep(text);
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

	private byte[] draw(byte[] text, int page) {
		byte[] canvas = new byte[PAGE_SIZE];
		int length = text.length / PAGES;
		System.arraycopy(text, page * length, canvas, 0, length);
		return canvas;
	}

}
