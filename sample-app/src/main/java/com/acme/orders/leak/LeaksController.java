package com.acme.orders.leak;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Switches leaks over HTTP: {@code GET /leaks}, {@code POST /leaks/{name}/on} and
 * {@code POST /leaks/{name}/off}.
 */
@RestController
@RequestMapping("/leaks")
class LeaksController {

	private final LeakSwitches switches;

	LeaksController(LeakSwitches switches) {
		this.switches = switches;
	}

	@GetMapping
	Map<String, Boolean> all() {
		Map<String, Boolean> states = new TreeMap<>();
		for (Leak leak : Leak.values()) {
			states.put(leak.id(), this.switches.isOn(leak));
		}
		return states;
	}

	@PostMapping("/{id}/on")
	Map<String, Boolean> on(@PathVariable String id) {
		return turn(id, true);
	}

	@PostMapping("/{id}/off")
	Map<String, Boolean> off(@PathVariable String id) {
		return turn(id, false);
	}

	private Map<String, Boolean> turn(String id, boolean state) {
		Leak leak = Leak.of(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no leak '" + id + "'"));
		this.switches.turn(leak, state);
		return all();
	}

}
