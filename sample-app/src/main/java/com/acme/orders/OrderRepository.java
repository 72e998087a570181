package com.acme.orders;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface OrderRepository extends JpaRepository<Order, Long> {

	List<Order> findAllByOrderByIdDesc(Limit limit);

	@Query("select o from Order o order by o.id desc")
	Stream<Order> streamNewestFirst();

	@Modifying
	@Query("delete from Order o where o.id <= :id")
	int deleteUpTo(long id);

	@Query("select coalesce(max(o.id), 0) from Order o")
	long newestId();

}
