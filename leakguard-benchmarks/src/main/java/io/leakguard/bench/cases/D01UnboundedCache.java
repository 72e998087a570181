package io.leakguard.bench.cases;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * D01: the default simple cache with unbounded keys.
 */
public class D01UnboundedCache extends TwinCase {

	private @Nullable Users users;

	/** The leak. */
	public D01UnboundedCache() {
		this(false);
	}

	D01UnboundedCache(boolean mended) {
		super("D01", mended, Set.of("CACHE_UNBOUNDED"), "users");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.users = context.getBean(Users.class);
	}

	@Override
	public void step(long index) {
		Objects.requireNonNull(this.users).load("user-" + (isMended() ? index % 40 : index));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Config {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Users users() {
			return new Users();
		}

	}

	static class Users {

		@Cacheable("users")
		public byte[] load(String id) {
			return new byte[512];
		}

	}

	/** The same with the fix. */
	public static final class Mended extends D01UnboundedCache {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
