package io.leakguard.bench.pairs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;

/**
 * Sends requests to an application over kept connections to the loopback interface, and
 * takes as little of the machine for itself as that allows.
 */
final class Load {

	private final int port;

	private final int connections;

	private final IntFunction<String> requests;

	private final AtomicInteger next = new AtomicInteger();

	private final LongAdder answered = new LongAdder();

	private final LongAdder failed = new LongAdder();

	/**
	 * Create a load.
	 * @param port the port of the application
	 * @param connections how many connections, each of which waits for its answers
	 * @param requests makes the request with a number
	 */
	Load(int port, int connections, IntFunction<String> requests) {
		this.port = port;
		this.connections = connections;
		this.requests = requests;
	}

	/** The sample's customers: reads and orders, half and half, none of them express. */
	static String orders(int number) {
		if (number % 2 == 0) {
			String body = "{\"product\":\"P-%d\",\"quantity\":%d,\"express\":false}".formatted(number * 7 % 200,
					1 + number % 5);
			return "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
					+ body.length() + "\r\n\r\n" + body;
		}
		return get((number % 10 == 5) ? "/orders/export?count=10" : "/orders?count=" + (10 + number % 40), "");
	}

	static String get(String path, String headers) {
		return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
	}

	long answered() {
		return this.answered.sum();
	}

	long failed() {
		return this.failed.sum();
	}

	/**
	 * Send as many requests as are answered.
	 * @param seconds how long
	 * @return requests answered per second
	 */
	double full(double seconds) throws InterruptedException {
		long before = this.answered.sum();
		long began = System.nanoTime();
		run(seconds, () -> Double.POSITIVE_INFINITY);
		return (this.answered.sum() - before) / ((System.nanoTime() - began) / 1e9);
	}

	/**
	 * Send requests at a rate that may change.
	 * @param seconds how long
	 * @param rate requests per second
	 */
	void run(double seconds, DoubleSupplier rate) throws InterruptedException {
		long end = System.nanoTime() + (long) (seconds * 1e9);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.connections; i++) {
			Thread thread = new Thread(() -> send(end, rate), "load-" + i);
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private void send(long end, DoubleSupplier rate) {
		while (System.nanoTime() < end) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				socket.setTcpNoDelay(true);
				socket.setSoTimeout(30_000);
				InputStream in = new BufferedInputStream(socket.getInputStream());
				while (System.nanoTime() < end) {
					long began = System.nanoTime();
					socket.getOutputStream()
						.write(this.requests.apply(this.next.getAndIncrement()).getBytes(StandardCharsets.ISO_8859_1));
					boolean open = read(in);
					double each = rate.getAsDouble() / this.connections;
					if (each != Double.POSITIVE_INFINITY) {
						LockSupport.parkNanos(began + (long) (1e9 / each) - System.nanoTime());
					}
					if (!open) {
						break;
					}
				}
			}
			catch (IOException ex) {
				this.failed.increment();
				LockSupport.parkNanos(100_000_000);
			}
		}
	}

	/** Returns whether the connection stays open. */
	private boolean read(InputStream in) throws IOException {
		String status = line(in);
		if (status.isEmpty()) {
			throw new IOException("closed");
		}
		(status.startsWith("HTTP/1.1 2") ? this.answered : this.failed).increment();
		long length = 0;
		boolean chunked = false;
		boolean open = true;
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			String header = line.toLowerCase(Locale.ROOT);
			if (header.startsWith("content-length:")) {
				length = Long.parseLong(header.substring(15).trim());
			}
			chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
			open &= !header.startsWith("connection: close");
		}
		if (!chunked) {
			in.skipNBytes(length);
			return open;
		}
		for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
			in.skipNBytes(size);
			line(in);
		}
		line(in);
		return open;
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder(64);
		for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
			if (read != '\r') {
				line.append((char) read);
			}
		}
		return line.toString();
	}

}
