
const MAX_REMEMBERED = 60;

/** One finding: a line that says it all, and what is behind it once it is opened. */
class Card {

	constructor(id) {
		this.id = id;
		this.counts = [];
		this.title = el('h3');
		this.severity = el('span', { 'class': 'badge' });
		this.stage = el('span', { 'class': 'badge stage' });
		this.type = el('code');
		this.site = el('code', { 'class': 'muted' });
		this.sparkline = el('span', { 'class': 'sparkline' });
		this.count = el('strong');
		this.growth = el('span');
		this.limit = el('strong');
		this.limitOf = el('span');
		this.body = el('div', { 'class': 'body' });
		this.summary = el('summary', {},
			el('span', { 'class': 'what' },
				el('span', { 'class': 'head' }, this.title, this.severity, this.stage),
				el('span', { 'class': 'who' }, this.type, ' ', this.site)),
			this.sparkline,
			el('span', { 'class': 'number count' }, this.count, this.growth),
			el('span', { 'class': 'number limit' }, this.limit, this.limitOf));
		this.details = el('details', {}, this.summary, this.body);
		this.element = el('li', { id: `finding-${id}` }, this.details);
		this.details.addEventListener('toggle', () => this.toggled());
	}

	update(finding) {
		const previous = this.finding;
		this.finding = finding;
		const unit = finding.unit;
		setText(this.title, sentence(finding.title));
		setText(this.severity, words(finding.severity));
		this.severity.dataset.level = finding.severity;
		setText(this.stage, finding.acknowledged ? `${words(finding.stage)}, acknowledged` : words(finding.stage));
		setText(this.type, short(finding.culprit?.type ?? finding.population));
		setText(this.site, short(finding.culprit?.site ?? ''));
		setText(this.count, number(finding.count, unit));
		setText(this.growth, (finding.growthPerHour > 0) ? `${unitBefore(unit)}+${number(finding.growthPerHour, unit)}/h`
			: (unit === 'bytes') ? '' : unit);
		const left = seconds(finding.exhaustedIn);
		setText(this.limit, (left === null) ? '–' : span(left));
		setText(this.limitOf, (left === null) ? 'no limit known' : (left > 0) ? 'to the limit' : 'at its limit');
		this.remember(finding);
		fill(this.sparkline, this.values(), (values) => (values.length > 1) ? [course(values, this.went(values))] : []);
		if (this.details.open && (!previous || JSON.stringify(previous) !== JSON.stringify(finding))) {
			this.load();
		}
	}

	/** For findings whose course the application does not know. */
	remember(finding) {
		this.counts.push(finding.count);
		if (this.counts.length > MAX_REMEMBERED) {
			this.counts.shift();
		}
	}

	values() {
		return this.finding.recent?.values ?? this.counts;
	}

	went(values) {
		const { unit, recent } = this.finding;
		const over = recent ? ` in ${span((millis(recent.to) - millis(recent.from)) / 1000)}` : ' while this page was open';
		return `From ${number(values[0], unit)} to ${withUnit(values[values.length - 1], unit)}${over}`;
	}

	toggled() {
		if (this.details.open) {
			this.load();
		}
	}

	open() {
		this.details.open = true;
		this.element.scrollIntoView({ block: 'start' });
		this.summary.focus({ preventScroll: true });
	}

	async load() {
		try {
			this.show(await ask('GET', `${base}/${encodeURIComponent(this.id)}`));
		}
		catch (error) {
			this.show(this.finding);
			say(`The details cannot be read: ${error.message}`);
		}
	}

	show(finding) {
		if (!this.reason) {
			this.build();
		}
		setText(this.reason, sentence(finding.reason));
		setText(this.remedy, sentence(finding.remedy));
		fill(this.names, names(finding), (entries) => entries.map(([term, value]) =>
			el('div', {}, el('dt', {}, term), el('dd', {}, el('code', {}, value)))));
		fill(this.numbers, numbers(finding), (entries) => entries.map(([term, value]) =>
			el('div', {}, el('dt', {}, term), el('dd', {}, value))));
		fill(this.figure, this.values(), (values) => (values.length > 1)
			? [course(values, this.went(values)), el('figcaption', {}, this.went(values))] : []);
		fill(this.timeline, finding.timeline ?? [], (entries) => entries.map((entry) =>
			el('li', {}, time(entry.at), el('strong', {}, words(entry.stage)), el('span', {}, entry.note))));
		this.symptomsSection.hidden = (finding.symptoms ?? []).length === 0;
		fill(this.symptoms, finding.symptoms ?? [], (symptoms) => symptoms.map((symptom) => el('li', {}, symptom)));
		this.originsSection.hidden = (finding.origins ?? []).length === 0;
		fill(this.origins, finding.origins ?? [], (origins) => origins.map(origin));
		this.evidence.update(finding.evidence ?? [], finding.captures ?? []);
		const collectors = report?.evidence?.collectors ?? [];
		fill(this.collector, collectors, () => [el('option', { value: '' }, 'whatever explains it'),
			...collectors.map((one) => el('option', {}, one.name))]);
		this.acknowledge.hidden = finding.acknowledged || finding.stage === 'RESOLVED';
		clearTimeout(this.waiting);
		if (this.details.open && (finding.captures ?? []).some((capture) => ['WAITING', 'RUNNING'].includes(capture.state))) {
			this.waiting = setTimeout(() => this.load(), 1500);
		}
	}

	/** Times to choose from, for collectors that look at a time rather than a moment. */
	offerTimes() {
		const chosen = (report?.evidence?.collectors ?? []).find((one) => one.name === this.collector.value);
		const longest = seconds(chosen?.longestDuration) ?? 0;
		this.over.hidden = longest <= 0;
		fill(this.over, longest, () => [el('option', { value: '' }, 'as long as usual'),
			...[5, 15, 30, 60, 120].filter((one) => one <= longest).map((one) => el('option', { value: `${one}s` }, span(one)))]);
	}

	/** What is asked for, as the endpoint takes it. */
	wish() {
		const wish = { finding: this.id };
		if (this.collector.value) {
			wish.collectors = [this.collector.value];
		}
		if (!this.over.hidden && this.over.value) {
			wish.duration = this.over.value;
		}
		return wish;
	}

	build() {
		this.reason = el('p');
		this.remedy = el('p', { 'class': 'remedy' });
		this.names = el('dl', { 'class': 'names' });
		this.numbers = el('dl', { 'class': 'numbers' });
		this.figure = el('figure');
		this.timeline = el('ol', { 'class': 'timeline' });
		this.symptoms = el('ul');
		this.symptomsSection = el('section', {}, el('h4', {}, 'What else grows because of it'), this.symptoms);
		this.origins = el('div');
		this.originsSection = el('section', {}, el('h4', {}, 'Where it was made'), this.origins);
		this.evidence = new Evidence(this.id);
		this.capture = el('button', { type: 'button' }, 'Ask for evidence');
		this.capture.addEventListener('click', () => capture(this));
		this.collector = el('select', { 'aria-label': 'What to capture' });
		this.collector.addEventListener('change', () => this.offerTimes());
		this.over = el('select', { 'aria-label': 'How long to capture', hidden: '' });
		this.acknowledge = el('button', { type: 'button' }, 'Acknowledge');
		this.acknowledge.addEventListener('click', () => acknowledge(this));
		this.body.append(
			el('section', {}, el('h4', {}, 'Why it is a leak'), this.reason, this.figure),
			el('section', {}, el('h4', {}, 'How to mend it'), this.remedy),
			el('section', {}, el('h4', {}, 'Who makes it and what holds it'), this.names),
			this.evidence.section, this.originsSection, this.symptomsSection,
			el('section', {}, el('h4', {}, 'Numbers'), this.numbers),
			el('section', {}, el('h4', {}, 'Timeline'), this.timeline),
			el('p', { 'class': 'actions foot' }, this.capture, this.collector, this.over, this.acknowledge,
				el('a', { href: `#${this.id}` }, 'Link to this finding'),
				el('a', { href: `${base}/${encodeURIComponent(this.id)}` }, 'Data')));
	}

}

const unitBefore = (unit) => (unit === 'bytes') ? '' : `${unit}, `;

const known = (entries) => entries.filter(([, value]) => value);

function names(finding) {
	return known([
		['Class', finding.culprit?.type],
		['Made at', finding.culprit?.site],
		['Held by', finding.holder],
		['Population', finding.population]
	]);
}

function numbers(finding) {
	const unit = finding.unit;
	const left = seconds(finding.exhaustedIn);
	return known([
		['Count', `${withUnit(finding.count, unit)}, ${number(finding.baseline, unit)} after the start`],
		['Growth', (finding.growthPerHour > 0) ? `${withUnit(finding.growthPerHour, unit)} an hour` : null],
		['Added and ended', Number.isFinite(finding.added) && Number.isFinite(finding.ended)
			? `${number(finding.added)} and ${number(finding.ended)}` : null],
		['Since', when(finding.since)],
		['Limit', Number.isFinite(finding.limit) ? withUnit(finding.limit, unit) : null],
		['Time to the limit', (left === null) ? null : span(left)],
		['Signs', (finding.signs ?? []).map(words).join(', ')]
	]);
}

function origin(one, index) {
	const made = [short(one.site ?? one.type ?? 'unknown'), `${number(one.count)} alive`,
		one.thread ? `thread ${one.thread}` : null, when(one.at), one.traceId ? `trace ${one.traceId}` : null];
	return details(`origin-${index}`, made.filter(Boolean).join(' · '), frames(one.stack ?? []));
}
