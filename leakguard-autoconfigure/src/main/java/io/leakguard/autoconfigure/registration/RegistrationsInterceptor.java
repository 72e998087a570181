package io.leakguard.autoconfigure.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.leakguard.tracking.Tracker;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Tells a tracker of what one registry registers and unregisters. Whatever goes wrong in
 * the telling, the call of the application goes on.
 */
final class RegistrationsInterceptor implements MethodInterceptor {

	private static final Log logger = LogFactory.getLog(RegistrationsInterceptor.class);

	private final RegistrationMethods methods;

	private final SingletonSupplier<Tracker> tracker;

	private final LiveRegistrations live = new LiveRegistrations();

	RegistrationsInterceptor(RegistrationMethods methods, Supplier<Tracker> tracker) {
		this.methods = methods;
		this.tracker = SingletonSupplier.of(tracker);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		List<ReturnedCloseable> givenBack = unwrap(invocation.getArguments());
		Object result = invocation.proceed();
		try {
			if (this.methods.isRemoving(invocation.getMethod()) && !Boolean.FALSE.equals(result)) {
				givenBack.forEach(ReturnedCloseable::end);
			}
			return told(invocation, result);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug(LogMessage.format("A call of %s was not counted", invocation.getMethod()), ex);
			return result;
		}
	}

	/** The registry may cast what it has made, or compare it. */
	private static List<ReturnedCloseable> unwrap(@Nullable Object[] arguments) {
		List<ReturnedCloseable> found = List.of();
		for (int i = 0; i < arguments.length; i++) {
			ReturnedCloseable closeable = ReturnedCloseable.behind(arguments[i]);
			if (closeable != null) {
				arguments[i] = closeable.delegate();
				found = (found.isEmpty()) ? new ArrayList<>() : found;
				found.add(closeable);
			}
		}
		return found;
	}

	private @Nullable Object told(MethodInvocation invocation, @Nullable Object result) {
		if (Boolean.FALSE.equals(result)) {
			return result;
		}
		if (this.methods.isAdding(invocation.getMethod())) {
			Runnable ended = added(invocation.getArguments());
			boolean closeable = ended != null && result != null
					&& ReturnedCloseable.isRecognised(invocation.getMethod().getReturnType());
			return closeable ? ReturnedCloseable.around(result, ended) : result;
		}
		if (this.methods.isRemoving(invocation.getMethod())) {
			this.live.remove(invocation.getArguments());
		}
		else if (this.methods.isClearing(invocation.getMethod())) {
			this.live.clear();
		}
		return result;
	}

	private @Nullable Runnable added(@Nullable Object[] arguments) {
		Object thing = null;
		for (Object argument : arguments) {
			if (argument != null && (thing == null || !ClassUtils.isSimpleValueType(argument.getClass()))) {
				thing = argument;
			}
		}
		return (thing != null) ? this.live.add(this.tracker.obtain(), arguments[0], thing) : null;
	}

}
