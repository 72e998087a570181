package io.leakguard.autoconfigure.probe.harvest;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the probes that harvest the reports of libraries.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
public final class HarvestProbesAutoConfiguration {

	@Bean
	@ConditionalOnClass(name = "io.grpc.ManagedChannel")
	@ConditionalOnProbe("grpc-orphans")
	GrpcOrphansProbe leakGuardGrpcOrphansProbe() {
		return new GrpcOrphansProbe();
	}

	@Bean
	@ConditionalOnClass(name = "com.github.benmanes.caffeine.cache.Cache")
	@ConditionalOnProbe("caffeine-broken-keys")
	CaffeineBrokenKeysProbe leakGuardCaffeineBrokenKeysProbe() {
		return new CaffeineBrokenKeysProbe();
	}

	@Bean
	@ConditionalOnClass(name = "okhttp3.OkHttpClient")
	@ConditionalOnProbe("okhttp-leaks")
	OkHttpLeaksProbe leakGuardOkHttpLeaksProbe() {
		return new OkHttpLeaksProbe();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "io.netty.buffer.AbstractByteBuf", "io.netty.util.ResourceLeakDetector" })
	@ConditionalOnProbe("netty-leaks")
	static class Netty {

		@Bean
		NettyLeaksProbe leakGuardNettyLeaksProbe() {
			return new NettyLeaksProbe();
		}

	}

}
