package io.leakguard.autoconfigure.holding;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.autoconfigure.probe.RespServer;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.holding.HoldingSettings;
import io.leakguard.holding.Root;
import io.leakguard.holding.Root.Rank;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.config.SimpleJmsListenerEndpoint;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HoldingProbe} reads the registries of real libraries that have no
 * probe of their own.
 */
class LibraryHoldingTests {

	private static final String OWN = LibraryHoldingTests.class.getName();

	@Test
	void listenersOfARedisContainer() {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(proxy(RedisConnectionFactory.class));
		Population found = held("RedisMessageListenerContainer(bean).listenerTopics", container,
				(i) -> container.addMessageListener(new Subscriber(), new ChannelTopic("topic" + i)));
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(found.culprit().type()).isEqualTo(OWN + "$Subscriber");
	}

	@Test
	void listenersThatARedisContainerLetsGoAreNot() {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(proxy(RedisConnectionFactory.class));
		assertThat(names(container, (i) -> {
			Subscriber subscriber = new Subscriber();
			container.addMessageListener(subscriber, new ChannelTopic("topic" + i));
			container.removeMessageListener(subscriber);
		})).isEmpty();
	}

	@Test
	void listenersOfAKafkaProducerFactory() {
		DefaultKafkaProducerFactory<Object, Object> factory = new DefaultKafkaProducerFactory<>(Map.of());
		Population found = held("DefaultKafkaProducerFactory(bean).listeners", factory,
				(i) -> factory.addListener(new Producers()));
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(found.culprit().type()).isEqualTo(OWN + "$Producers");
	}

	@Test
	void containersOfAKafkaRegistry() {
		KafkaListenerEndpointRegistry registry = new KafkaListenerEndpointRegistry();
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(Map.of()));
		Population found = held("KafkaListenerEndpointRegistry(bean).listenerContainers", registry, (i) -> {
			MethodKafkaListenerEndpoint<Object, Object> endpoint = new MethodKafkaListenerEndpoint<>();
			endpoint.setId("endpoint" + i);
			endpoint.setTopics("topic");
			endpoint.setBean(this);
			endpoint.setMethod(ClassUtils.getMethod(Object.class, "equals", Object.class));
			endpoint.setMessageHandlerMethodFactory(new DefaultMessageHandlerMethodFactory());
			endpoint.setAutoStartup(false);
			registry.registerListenerContainer(endpoint, factory, false);
		});
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void listenersOfALettuceConnection() throws Exception {
		try (RespServer server = new RespServer()) {
			RedisClient client = RedisClient.create(RedisURI.create("localhost", server.port()));
			StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
			Population found = held("StatefulRedisPubSubConnectionImpl(bean).endpoint.listeners", connection,
					(i) -> connection.addListener(new Prices()));
			assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
			assertThat(found.culprit().type()).isEqualTo(OWN + "$Prices");
			client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
	}

	@Test
	void containersOfARabbitRegistry() {
		RabbitListenerEndpointRegistry registry = new RabbitListenerEndpointRegistry();
		SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
		factory.setConnectionFactory(new CachingConnectionFactory("localhost"));
		factory.setAutoStartup(false);
		Population found = held("RabbitListenerEndpointRegistry(bean).listenerContainers", registry, (i) -> {
			SimpleRabbitListenerEndpoint endpoint = new SimpleRabbitListenerEndpoint();
			endpoint.setId("endpoint" + i);
			endpoint.setQueueNames("queue");
			endpoint.setMessageListener((message) -> {
			});
			registry.registerListenerContainer(endpoint, factory, false);
		});
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void listenersOfARabbitConnectionFactory() {
		CachingConnectionFactory factory = new CachingConnectionFactory("localhost");
		Population found = held("CachingConnectionFactory(bean).connectionListener.delegates", factory,
				(i) -> factory.addConnectionListener((connection) -> assertThat(i).isPositive()));
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		assertThat(found.culprit().type()).isEqualTo(OWN + "$$Lambda");
	}

	@Test
	void containersOfAJmsRegistry() {
		JmsListenerEndpointRegistry registry = new JmsListenerEndpointRegistry();
		DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
		factory.setConnectionFactory(proxy(jakarta.jms.ConnectionFactory.class));
		factory.setAutoStartup(false);
		Population found = held("JmsListenerEndpointRegistry(bean).listenerContainers", registry, (i) -> {
			SimpleJmsListenerEndpoint endpoint = new SimpleJmsListenerEndpoint();
			endpoint.setId("endpoint" + i);
			endpoint.setDestination("queue");
			endpoint.setMessageListener((message) -> {
			});
			registry.registerListenerContainer(endpoint, factory, false);
		});
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void subscribersOfIntegrationChannels() {
		PublishSubscribeChannel topic = new PublishSubscribeChannel();
		Population found = held("PublishSubscribeChannel(bean).dispatcher.handlers.elements", topic,
				(i) -> topic.subscribe(handler(i)));
		assertThat(found.kind()).isEqualTo(Kind.LISTENER_NOT_REMOVED);
		DirectChannel direct = new DirectChannel();
		assertThat(names(direct, (i) -> {
			MessageHandler handler = handler(i);
			direct.subscribe(handler);
			direct.unsubscribe(handler);
		})).isEmpty();
	}

	@Test
	void messagesThatNobodyPolls() {
		QueueChannel channel = new QueueChannel();
		Population found = held("QueueChannel(bean).queue", channel,
				(i) -> channel.send(new GenericMessage<>("order")));
		assertThat(found.kind()).isEqualTo(Kind.QUEUE_GROWS);
	}

	@Test
	void entriesOfEhcacheWithTheirBound() {
		try (CacheManager manager = CacheManagerBuilder.newCacheManagerBuilder()
			.withCache("users",
					CacheConfigurationBuilder.newCacheConfigurationBuilder(String.class, Object.class,
							ResourcePoolsBuilder.heap(1_000)))
			.build(true)) {
			Cache<String, Object> users = manager.getCache("users", String.class, Object.class);
			Population found = held("Ehcache(bean).store", users, (i) -> users.put("user" + i, new Subscriber()));
			assertThat(found.kind()).isEqualTo(Kind.CACHE_UNBOUNDED);
			assertThat(found.count()).isEqualTo(40);
			assertThat(found.bound()).isEqualTo(1_000);
		}
	}

	private static MessageHandler handler(int number) {
		return (message) -> assertThat(number).isPositive();
	}

	private static Population held(String path, Object bean, IntConsumer step) {
		Counts counts = play(bean, step);
		assertThat(counts.names()).contains("held." + path);
		Population found = counts.population("held." + path);
		assertThat(found.count()).isEqualTo(40);
		return found;
	}

	private static List<String> names(Object bean, IntConsumer step) {
		return play(bean, step).names();
	}

	private static Counts play(Object bean, IntConsumer step) {
		HoldingSettings settings = HoldingSettings.defaults()
			.withApplicationPackages(Set.of("io.leakguard.autoconfigure.holding."));
		Counts counts = Counts.of(new HoldingProbe(() -> List.of(new Root("bean", bean, Rank.LIBRARY)), settings));
		for (int i = 1; i <= 40; i++) {
			step.accept(i);
			counts.scan();
		}
		return counts;
	}

	/** As much of a broker as a container needs that is never started. */
	private static <T> T proxy(Class<T> type) {
		InvocationHandler nothing = (proxy, method, arguments) -> answer(proxy, method);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, nothing));
	}

	private static Object answer(Object proxy, Method method) {
		return switch (method.getName()) {
			case "hashCode" -> System.identityHashCode(proxy);
			case "equals" -> false;
			case "toString" -> "proxy";
			default -> null;
		};
	}

	static class Subscriber implements MessageListener {

		@Override
		public void onMessage(org.springframework.data.redis.connection.Message message, byte[] pattern) {
		}

	}

	static class Prices extends RedisPubSubAdapter<String, String> {

	}

	static class Producers implements ProducerFactory.Listener<Object, Object> {

	}

}
