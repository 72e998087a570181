package com.acme.orders.express;

import java.util.concurrent.Executor;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Fills in a customs form on a thread of the application's executor. Its leak: the thread
 * local of each form is never removed, and its value refers back to it.
 */
@Component
class CustomsForms implements ExpressStep {

	private final Executor executor;

	private final LeakSwitches leaks;

	CustomsForms(@Qualifier("applicationTaskExecutor") Executor executor, LeakSwitches leaks) {
		this.executor = executor;
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		Form form = new Form();
		boolean leaking = this.leaks.isOn(Leak.THREAD_LOCAL);
		this.executor.execute(() -> {
			form.fill();
			if (!leaking) {
				form.draft.remove();
			}
		});
	}

	private static final class Form {

		private final ThreadLocal<Draft> draft = new ThreadLocal<>();

		private void fill() {
			this.draft.set(new Draft(this)); // leak: thread-local
		}

	}

	private static final class Draft {

		private final Form form;

		private final byte[] text = new byte[8192];

		private Draft(Form form) {
			this.form = form;
		}

	}

}
