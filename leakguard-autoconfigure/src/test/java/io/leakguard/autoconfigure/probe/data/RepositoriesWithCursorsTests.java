package io.leakguard.autoconfigure.probe.data;

import io.leakguard.LeakGuard;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;
import org.springframework.data.keyvalue.repository.support.KeyValueRepositoryFactoryBean;
import org.springframework.data.redis.repository.support.RedisRepositoryFactoryBean;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link RepositoryStreams} about the stores that keep a cursor for a stream.
 */
class RepositoriesWithCursorsTests {

	@SuppressWarnings("unchecked")
	private final ObjectProvider<LeakGuard> leakGuard = mock(ObjectProvider.class);

	@Test
	void aRepositoryOfAStoreWithCursorsTellsOfItsStreams() {
		then(processed(JpaRepositoryFactoryBean.class)).should().addRepositoryFactoryCustomizer(any());
	}

	@Test
	void aRepositoryOfTheApplicationsOwnFactoryForSuchAStoreDoes() {
		then(processed(OwnFactory.class)).should().addRepositoryFactoryCustomizer(any());
	}

	@Test
	void aRepositoryOfAStoreThatReadsEverythingDoesNot() {
		then(processed(KeyValueRepositoryFactoryBean.class)).should(never()).addRepositoryFactoryCustomizer(any());
		then(processed(RedisRepositoryFactoryBean.class)).should(never()).addRepositoryFactoryCustomizer(any());
	}

	private <F extends RepositoryFactoryBeanSupport<?, ?, ?>> F processed(Class<F> type) {
		F factory = mock(type);
		new RepositoryStreams(this.leakGuard).postProcessBeforeInitialization(factory, "repository");
		return factory;
	}

	static class OwnFactory<R extends Repository<T, I>, T, I> extends JpaRepositoryFactoryBean<R, T, I> {

		OwnFactory(Class<? extends R> repository) {
			super(repository);
		}

	}

}
