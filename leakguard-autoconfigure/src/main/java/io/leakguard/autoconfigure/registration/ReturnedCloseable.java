package io.leakguard.autoconfigure.registration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What a registration returns so that it can be taken back: an interface with a method
 * that says so by its name. It is handed out behind a proxy of its interfaces.
 */
final class ReturnedCloseable implements InvocationHandler {

	private static final Set<String> ENDINGS = Set.of("close", "cancel", "dispose", "unregister", "deregister",
			"unsubscribe", "remove", "detach", "disconnect", "unbind", "stop");

	private final Object delegate;

	private final Runnable ended;

	private ReturnedCloseable(Object delegate, Runnable ended) {
		this.delegate = delegate;
		this.ended = ended;
	}

	/**
	 * Return whether a type that is declared as a result can be watched.
	 */
	static boolean isRecognised(Class<?> type) {
		if (!type.isInterface() || type.getPackageName().equals("java.util")) {
			return false;
		}
		for (Method method : type.getMethods()) {
			if (isEnding(method)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isEnding(Method method) {
		boolean runnable = method.getDeclaringClass() == Runnable.class;
		return method.getParameterCount() == 0 && (runnable || ENDINGS.contains(method.getName()));
	}

	static Object around(Object delegate, Runnable ended) {
		Class<?>[] interfaces = ClassUtils.getAllInterfaces(delegate);
		for (Class<?> each : interfaces) {
			for (Method method : each.getMethods()) {
				// one that we may not call would be lost to the application
				if (!method.trySetAccessible()) {
					return delegate;
				}
			}
		}
		return Proxy.newProxyInstance(delegate.getClass().getClassLoader(), interfaces,
				new ReturnedCloseable(delegate, ended));
	}

	/**
	 * Return what stands behind an object that was handed out.
	 * @param argument an argument of a call of the registry
	 * @return the watch, or {@code null} if it is no such object
	 */
	static @Nullable ReturnedCloseable behind(@Nullable Object argument) {
		return (argument != null && Proxy.isProxyClass(argument.getClass())
				&& Proxy.getInvocationHandler(argument) instanceof ReturnedCloseable closeable) ? closeable : null;
	}

	Object delegate() {
		return this.delegate;
	}

	void end() {
		this.ended.run();
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (method.getName().equals("equals") && arguments != null && arguments.length == 1) {
			return proxy == arguments[0] || this.delegate.equals(arguments[0]);
		}
		try {
			method.trySetAccessible();
			Object result = method.invoke(this.delegate, arguments);
			if (isEnding(method) && !Boolean.FALSE.equals(result)) {
				this.ended.run();
			}
			return result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
