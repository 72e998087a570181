package com.acme.orders;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes the newest orders as lines. Its leak: the stream of the repository is read in
 * part and never closed.
 */
@Service
class OrderExport {

	private final OrderRepository orders;

	private final LeakSwitches leaks;

	OrderExport(OrderRepository orders, LeakSwitches leaks) {
		this.orders = orders;
		this.leaks = leaks;
	}

	@Transactional(readOnly = true)
	public List<String> newest(int count) {
		Stream<Order> newestFirst = this.orders.streamNewestFirst(); // leak: stream
		List<String> lines = new ArrayList<>(count);
		Iterator<Order> iterator = newestFirst.iterator();
		while (lines.size() < count && iterator.hasNext()) {
			Order order = iterator.next();
			lines.add(order.getId() + ";" + order.getProduct() + ";" + order.getQuantity());
		}
		if (!this.leaks.isOn(Leak.STREAM)) {
			newestFirst.close();
		}
		return lines;
	}

}
