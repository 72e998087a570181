package com.acme.orders;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Service;

/**
 * Adds up orders, two halves at a time. Its leak: the pool that was made for one report
 * is never shut down.
 */
@Service
class ReportService {

	private final LeakSwitches leaks;

	ReportService(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	Report compute(List<Order> orders) {
		List<Order> newer = orders.subList(0, orders.size() / 2);
		List<Order> older = orders.subList(newer.size(), orders.size());
		ExecutorService pool = Executors.newFixedThreadPool(2); // leak: executor
		try {
			List<Callable<Report>> halves = List.of(() -> sum(newer), () -> sum(older));
			List<Future<Report>> sums = pool.invokeAll(halves); // leak: executor
			return get(sums.get(0)).plus(get(sums.get(1)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			if (!this.leaks.isOn(Leak.EXECUTOR)) {
				pool.shutdown();
			}
		}
	}

	private Report sum(List<Order> orders) {
		return new Report(orders.size(), orders.stream().mapToLong(Order::getPrice).sum());
	}

	private Report get(Future<Report> future) throws InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * A report.
	 *
	 * @param orders the number of orders
	 * @param turnover the sum of their prices
	 */
	record Report(int orders, long turnover) {

		Report plus(Report other) {
			return new Report(this.orders + other.orders, this.turnover + other.turnover);
		}

	}

}
