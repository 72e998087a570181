package io.leakguard.holding;

/**
 * Where a value was found: the fields that lead to it from the nearest object of the
 * application, because it is the application's field that somebody can mend.
 *
 * @param owner the short name of that object, or of the root if there is none
 * @param type the class that declares the first of the fields
 * @param fields the fields from there, empty for the object itself
 * @param via how that object was found, empty for a root
 * @param application whether it is the application's
 */
record Place(String owner, String type, String fields, String via, boolean application) {

	/** Of what has no path of its own. */
	static final Place NOWHERE = of("", "", false);

	static Place of(String label, String type, boolean application) {
		return new Place(label, type, "", "", application);
	}

	Place field(Slot slot) {
		return this.fields.isEmpty() ? new Place(this.owner, slot.declarer(), slot.name(), this.via, this.application)
				: new Place(this.owner, this.type, this.fields + "." + slot.name(), this.via, this.application);
	}

	Place members() {
		return new Place(this.owner, this.type, this.fields + "[]", this.via, this.application);
	}

	/**
	 * Return where the fields of an object begin that was found here.
	 * @param shape the shape of the object
	 * @return a place of its own for an object of the application
	 */
	Place within(Shape shape) {
		return shape.application() ? new Place(shape.shortName(), shape.name(), "", path(), true) : this;
	}

	/**
	 * Return the name, such as {@code Router.clients via Facade.router}.
	 * @return the name
	 */
	String name() {
		return this.via.isEmpty() ? local() : local() + " via " + this.via;
	}

	/**
	 * Return what holds it, such as {@code com.acme.Router.clients}.
	 * @return the class and the fields
	 */
	String holder() {
		return join(this.type);
	}

	private String path() {
		return this.via.isEmpty() ? local() : this.via + this.fields.transform((it) -> it.isEmpty() ? "" : "." + it);
	}

	private String local() {
		return join(this.owner);
	}

	private String join(String start) {
		return (this.fields.isEmpty() || this.fields.startsWith("[")) ? start + this.fields : start + "." + this.fields;
	}

}
