package io.leakguard.autoconfigure.probe.harvest;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the probes that harvest the reports of libraries. What a library
 * logs it logs once, so the log is listened to from the start.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
public final class HarvestProbesAutoConfiguration {

	@Bean
	@ConditionalOnClass(name = "io.grpc.ManagedChannel")
	@ConditionalOnProbe("grpc-orphans")
	@Lazy(false)
	static GrpcOrphansProbe leakGuardGrpcOrphansProbe() {
		return new GrpcOrphansProbe();
	}

	@Bean
	@ConditionalOnClass(name = "com.github.benmanes.caffeine.cache.Cache")
	@ConditionalOnProbe("caffeine-broken-keys")
	@Lazy(false)
	static CaffeineBrokenKeysProbe leakGuardCaffeineBrokenKeysProbe() {
		return new CaffeineBrokenKeysProbe();
	}

	@Bean
	@ConditionalOnClass(name = "okhttp3.OkHttpClient")
	@ConditionalOnProbe("okhttp-leaks")
	@Lazy(false)
	static OkHttpLeaksProbe leakGuardOkHttpLeaksProbe() {
		return new OkHttpLeaksProbe();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "io.netty.buffer.AbstractByteBuf", "io.netty.util.ResourceLeakDetector" })
	@ConditionalOnProbe("netty-leaks")
	static class Netty {

		@Bean
		Probe leakGuardNettyLeaksProbe() {
			return new NettyLeaksProbe();
		}

	}

}
