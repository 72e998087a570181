package io.leakguard.jvm;

import java.util.List;
import java.util.regex.Pattern;

import io.leakguard.population.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Names of threads that tell what started them. To know one more library is to add one
 * line. The patterns are matched against the family, in which {@code #} stands for what
 * differs from thread to thread, and are anchored at the beginning.
 *
 * @param pattern the pattern of the family
 * @param what what started the thread, as a user of the library knows it
 * @param kind the kind of leak it is when there are more and more
 * @param owner how threads of one owner are known from those of another
 */
record KnownThreads(Pattern pattern, String what, Kind kind, Owner owner) {

	private static final List<KnownThreads> ALL = List.of(
			// JDK
			own("HttpClient-#-SelectorManager", "java.net.http.HttpClient"),
			shared("HttpClient-#-Worker-#", "java.net.http.HttpClient"), own("Cleaner-#", "java.lang.ref.Cleaner"),
			own("FileSystemWatch(er|Service)", "java.nio.file.WatchService"),
			own("JMX client heartbeat #|ClientNotifForwarder-#", "JMXConnector"),
			own("HTTP-Dispatcher", "com.sun.net.httpserver.HttpServer"),
			new KnownThreads(Pattern.compile("Timer-#"), "java.util.Timer", Kind.TIMER_NOT_CANCELLED, Owner.EACH),
			// messaging
			own("kafka-producer-network-thread", "KafkaProducer"),
			own("kafka-coordinator-heartbeat-thread", "KafkaConsumer"), own("kafka-admin-client-thread", "Kafka Admin"),
			own("AMQP Connection", "RabbitMQ Connection"),
			own("ActiveMQ (Transport|Connection|Inactivity)", "ActiveMQ"), shared("pulsar-", "PulsarClient"),
			own("MQTT (Call|Rec|Snd|Ping|Con)", "MqttClient"), own("nats:", "NATS Connection"),
			own(".*-StreamThread-#", "KafkaStreams"), own("consumer_background_thread", "KafkaConsumer"),
			shared("Thread-# \\(ActiveMQ-client-", "Artemis ConnectionFactory"),
			own("PullMessageService|MQClientFactoryScheduledThread", "RocketMQ client"),
			own("RcvThread: com\\.ibm\\.", "IBM MQ Connection"),
			shared("com\\.hivemq\\.client\\.mqtt-", "HiveMQ client"),
			// HTTP clients
			shared("OkHttp |Okio ", "OkHttpClient"), own("HttpClient@#", "Jetty HttpClient"),
			shared("httpclient-(dispatch|main)-#|I/O dispatcher #", "Apache HttpAsyncClient"),
			own("(idle-connection|Connection) evictor", "Apache HttpClient"),
			own("(idle|java-sdk-http)-connection-reaper", "AWS client"),
			shared("sdk-async-response-|sdk-ScheduledExecutor-|aws-java-sdk-", "AWS client"),
			shared("AsyncHttpClient-", "AsyncHttpClient"), shared("reactor-(http|tcp|udp)-", "Reactor Netty"),
			shared("reactor-netty-|webflux-(http|tcp)-", "Reactor Netty"), shared("vert\\.x-|vertx-", "Vertx"),
			shared("grpc-", "gRPC ManagedChannel"), shared("AwsEventLoop", "AWS client"),
			shared("Gax-#", "Google API client"),
			shared("(elasticsearch|opensearch)-rest-client-#", "RestClient of the search engine"),
			shared("WebSocketClient-(AsyncIO|SecureIO)-#", "WebSocketContainer"),
			own("WebSocket(ConnectRead|Write)Thread-#", "WebSocketClient"), shared("DiscoveryClient-", "Eureka client"),
			shared("com\\.alibaba\\.nacos\\.client\\.", "Nacos client"),
			own("Connect thread .* session", "JSch Session"), own("sshj-", "SSHClient"),
			shared("sshd-SshClient\\[", "SshClient"),
			// event loops
			shared("(multiThreadIo|nio|epoll|kqueue|oio|io[uU]ring|local)EventLoopGroup-", "Netty EventLoopGroup"),
			shared("(defaultEventExecutorGroup|unorderedThreadPoolEventExecutor)-", "Netty EventExecutorGroup"),
			// stores
			shared("lettuce-", "Lettuce RedisClient"), shared("redisson-", "RedissonClient"),
			own("cluster-(rtt-)?(ClusterId|#)", "MongoClient"),
			own("(MaintenanceTimer|CleanCursors|BufferPoolPruner|AsyncGetter)-#-thread-#", "MongoClient"),
			own("HikariPool-#", "HikariDataSource"), own("C3P0Pooled", "C3P0 data source"),
			own("Druid-ConnectionPool-", "DruidDataSource"), own("Tomcat JDBC Pool Cleaner", "Tomcat DataSource"),
			shared("s#-(admin|io|timer)-#|cluster#-", "Cassandra CqlSession"), shared("Neo#jDriverIO-", "Neo4j Driver"),
			shared("hz\\.", "Hazelcast"), shared("cb-(io|comp|timer|events)", "Couchbase Cluster"),
			own(".*-(SendThread|EventThread)", "ZooKeeper"), own("Curator-", "CuratorFramework"),
			own("h2sc-#-thread-#|aliveCheckExecutor-#", "SolrClient"), own("Memcached IO over", "MemcachedClient"),
			shared("HotRod-client-async-pool-", "Infinispan RemoteCacheManager"),
			own("Lucene Merge Thread", "Lucene IndexWriter"),
			// schedulers, telemetry
			own(".*_QuartzSchedulerThread", "Quartz Scheduler"),
			shared(".*Scheduler(_#)?_Worker-#", "Quartz Scheduler"),
			own("(BatchSpanProcessor|BatchLogRecordProcessor|PeriodicMetricReader)", "OpenTelemetry SDK"),
			own(".*-metrics-publisher", "MeterRegistry"), own("Sentry", "Sentry client"),
			own("AsyncReporter\\{", "Zipkin AsyncReporter"), shared(".*-(akka|pekko)\\.", "ActorSystem"),
			// shared by the whole application and bounded, a queue for each thread
			bounded("(boundedElastic|parallel|single|immediate|loomBoundedElastic)(-evictor)?-#", "Reactor Scheduler"),
			bounded("Rx(Computation|Cached|Single|NewThread|IO)", "RxJava Scheduler"),
			bounded("DefaultDispatcher-worker-#", "Kotlin Dispatchers"));

	private static KnownThreads own(String pattern, String what) {
		return new KnownThreads(Pattern.compile(pattern), what, Kind.CLIENT_PER_REQUEST, Owner.EACH);
	}

	private static KnownThreads shared(String pattern, String what) {
		return new KnownThreads(Pattern.compile(pattern), what, Kind.CLIENT_PER_REQUEST, Owner.QUEUE);
	}

	private static KnownThreads bounded(String pattern, String what) {
		return new KnownThreads(Pattern.compile(pattern), what, Kind.EXECUTOR_NOT_SHUT_DOWN, Owner.NAME);
	}

	/**
	 * Return what is known of a family.
	 * @param family the family
	 * @return what is known, or {@code null}
	 */
	static @Nullable KnownThreads of(String family) {
		for (KnownThreads known : ALL) {
			if (known.pattern.matcher(family).lookingAt()) {
				return known;
			}
		}
		return null;
	}

	/** How threads of one owner are known from those of another. */
	enum Owner {

		/** Each thread has an owner of its own. */
		EACH,

		/** By the name, or by the queue at which idle threads wait. */
		QUEUE,

		/** By the name alone: one owner has several queues. */
		NAME

	}

}
