package com.acme.orders;

import java.util.Arrays;

import com.acme.orders.demo.Demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The order service. With {@code demo} as its first argument it does not serve, but
 * starts another process that does, and watches it.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableAsync
@EnableCaching
@EnableScheduling
public class OrdersApplication {

	/**
	 * Start the service or the demo.
	 * @param args the arguments
	 * @throws Exception if it cannot be started
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("demo")) {
			Demo.main(Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		SpringApplication.run(OrdersApplication.class, args);
	}

}
