package com.acme.orders;

import java.util.concurrent.ScheduledThreadPoolExecutor;

import com.github.benmanes.caffeine.cache.Caffeine;

import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

@Configuration(proxyBeanMethods = false)
class OrdersConfiguration {

	@Bean
	CacheManagerCustomizer<CaffeineCacheManager> quotesWithoutBound() {
		return (caches) -> caches.registerCustomCache("quotes", Caffeine.newBuilder().recordStats().build());
	}

	@Bean(defaultCandidate = false)
	ScheduledThreadPoolExecutor timeouts() {
		return new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("timeouts-"));
	}

}
