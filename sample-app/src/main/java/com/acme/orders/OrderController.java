package com.acme.orders;

import java.util.List;

import com.acme.orders.express.ExpressStep;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Orders over HTTP.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderService orders;

	private final OrderNotifications notifications;

	private final OrderFeed feed;

	private final ReportService reports;

	private final OrderExport export;

	private final List<ExpressStep> steps;

	OrderController(OrderService orders, OrderNotifications notifications, OrderFeed feed, ReportService reports,
			OrderExport export, List<ExpressStep> steps) {
		this.orders = orders;
		this.notifications = notifications;
		this.feed = feed;
		this.reports = reports;
		this.export = export;
		this.steps = steps;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody NewOrder order) {
		Order placed = this.orders.place(order.product(), order.quantity());
		if (order.express()) {
			this.notifications.ship(placed);
			this.steps.forEach((step) -> step.handle(String.valueOf(placed.getId()), placed.getProduct()));
		}
		return placed;
	}

	@GetMapping
	List<Order> newest(@RequestParam(defaultValue = "20") int count) {
		return this.orders.newest(Math.min(count, 100));
	}

	@GetMapping("/{id}")
	ResponseEntity<Order> find(@PathVariable long id) {
		return ResponseEntity.of(this.orders.find(id));
	}

	@GetMapping("/report")
	ReportService.Report report() {
		return this.reports.compute(this.orders.newest(100));
	}

	@GetMapping("/export")
	List<String> export(@RequestParam(defaultValue = "10") int count) {
		return this.export.newest(Math.min(count, 100));
	}

	@GetMapping("/feed")
	SseEmitter feed() {
		return this.feed.subscribe();
	}

	record NewOrder(String product, int quantity, boolean express) {
	}

}
