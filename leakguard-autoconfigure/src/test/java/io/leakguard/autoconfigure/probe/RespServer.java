package io.leakguard.autoconfigure.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of a Redis server as a client needs to connect: every command is answered.
 */
public final class RespServer implements AutoCloseable {

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	public RespServer() {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("resp-server", this::accept);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				start("resp-connection", () -> answer(socket));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void answer(Socket socket) {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				String command = "";
				for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
					reader.readLine();
					String word = reader.readLine();
					command = command.isEmpty() ? word : command;
				}
				String reply = switch (command.toUpperCase()) {
					case "HELLO" -> "-ERR unknown command\r\n";
					case "PING" -> "+PONG\r\n";
					default -> "+OK\r\n";
				};
				socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException ex) {
			// closed
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
