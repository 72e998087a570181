package io.leakguard.jvm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownThreads}.
 */
class KnownThreadsTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"',
			value = { "HttpClient-12-SelectorManager; java.net.http.HttpClient", "Timer-3; java.util.Timer",
					"JMX client heartbeat 4; JMXConnector", "HTTP-Dispatcher; com.sun.net.httpserver.HttpServer",
					"kafka-producer-network-thread | producer-7; KafkaProducer",
					"orders-6a1f0c1e-7d3a-4c41-9a55-0c5c2a1f9d11-StreamThread-1; KafkaStreams",
					"Thread-2 (ActiveMQ-client-global-threads); Artemis ConnectionFactory",
					"AMQP Connection 10.0.0.1:5672; RabbitMQ Connection", "OkHttp TaskRunner; OkHttpClient",
					"elasticsearch-rest-client-0-thread-1; RestClient of the search engine",
					"WebSocketClient-AsyncIO-1; WebSocketContainer",
					"Connect thread sftp.acme.com session; JSch Session", "nioEventLoopGroup-4-1; Netty EventLoopGroup",
					"lettuce-nioEventLoop-4-1; Lettuce RedisClient", "HikariPool-3 housekeeper; HikariDataSource",
					"orders-akka.actor.default-dispatcher-4; ActorSystem", "main-EventThread; ZooKeeper",
					"boundedElastic-3; Reactor Scheduler" })
	void aThreadThatALibraryStartsTellsWhatIsToBeClosed(String thread, String what) {
		assertThat(KnownThreads.of(ThreadNames.patternOf(thread))).isNotNull()
			.extracting(KnownThreads::what)
			.isEqualTo(what);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pool-1-thread-1", "main", "http-nio-8080-exec-3", "scheduling-1", "order-worker-3",
			"task-7", "Thread-4", "ForkJoinPool.commonPool-worker-1", "Catalina-utility-1" })
	void aThreadOfTheApplicationTellsNothing(String thread) {
		assertThat(KnownThreads.of(ThreadNames.patternOf(thread))).isNull();
	}

}
