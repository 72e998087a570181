package com.acme.orders.leak;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A leak that can be switched on, and what LeakGuard is expected to say of it.
 */
public enum Leak {

	/** A listener is added for each express order and never removed. */
	LISTENER("LISTENER_NOT_REMOVED", "com.acme.orders.OrderNotifications"),

	/** A thread pool is made for each report and never shut down. */
	EXECUTOR("EXECUTOR_NOT_SHUT_DOWN", "com.acme.orders.ReportService"),

	/** The stream of a repository method is read in part and never closed. */
	STREAM("NOT_CLOSED", "com.acme.orders.OrderExport"),

	/** Documents are kept for ever in a chain of their own. */
	HEAP("HEAP_GROWS", "com.acme.orders.OrderArchive"),

	/** A cache without a bound has keys that never repeat. */
	CACHE("CACHE_UNBOUNDED", "com.acme.orders.express.QuoteCache", "cache `quotes`"),

	/** A timer is made for each order and never cancelled. */
	TIMER("TIMER_NOT_CANCELLED", "com.acme.orders.express.Reminders"),

	/** Server-sent event emitters are kept when they have ended. */
	SSE("SESSION_RETAINED", "com.acme.orders.OrderFeed", "SseEmitter"),

	/** A thread local is set in a pooled thread and never removed. */
	THREAD_LOCAL("THREAD_LOCAL_NOT_REMOVED", "com.acme.orders.express.CustomsForms"),

	/** Cancelled tasks stay queued until their time comes. */
	CANCELLED_TASKS("CANCELLED_TASKS_RETAINED", "com.acme.orders.express.PaymentTimeouts"),

	/** A class loader is held by a thread that waits for ever. */
	CLASS_LOADER("CLASS_LOADER_RETAINED", "com.acme.orders.express.DiscountRules"),

	/** A lambda that captured a large array stays in a static map of callbacks. */
	CALLBACK_ARRAY("LISTENER_NOT_REMOVED", "com.acme.orders.express.PriceWatches"),

	/** A directory listing is never closed. */
	FILE("FILE_DESCRIPTORS_GROW", "com.acme.orders.express.Receipts", "directory "),

	/** A meter has the number of the order as a tag. */
	METER_TAG("METER_TAGS_UNBOUNDED", "com.acme.orders.express.CourierMeter", "meter `orders.parcels` tag `parcel`");

	private final String kind;

	private final String type;

	private final String culprit;

	Leak(String kind, String type) {
		this(kind, type, type);
	}

	Leak(String kind, String type, String culprit) {
		this.kind = kind;
		this.type = type;
		this.culprit = culprit;
	}

	/**
	 * Return the name that the URL has.
	 * @return the name, such as {@code cancelled-tasks}
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return the kind of the finding that is expected.
	 * @return the kind
	 */
	public String kind() {
		return this.kind;
	}

	/**
	 * Return the class that has the leak.
	 * @return the class name
	 */
	public String type() {
		return this.type;
	}

	/**
	 * Return what the finding that is expected has to name: the class, or what it filled
	 * where that is all that can be seen.
	 * @return a part of the type or site of the culprit
	 */
	public String culprit() {
		return this.culprit;
	}

	/**
	 * Return the leak of a name.
	 * @param id the name in the URL
	 * @return the leak, or nothing
	 */
	public static Optional<Leak> of(String id) {
		return Arrays.stream(values()).filter((leak) -> leak.id().equals(id)).findFirst();
	}

}
