
const base = location.pathname.replace(/\/+$/, '');

const MEANING = {
	WARMING_UP: ['Warming up', 'The application is starting; what is normal is still being learnt.'],
	CLEAN: ['No leak found', 'Nothing that is counted grows without end.'],
	SUSPECT: ['Under suspicion', 'Something grows; it is not proven yet that it never stops.'],
	LEAKING: ['Leaking', 'Something grows and will not stop by itself.']
};

const READ_ONLY = 'This endpoint can only be read. Set management.endpoint.leaks.access=unrestricted'
	+ ' to let people with access ask for scans and evidence and acknowledge findings.';

const cards = new Map();

let report = null;
let skew = 0;
let timer = 0;
let paused = false;

/** Asks the endpoint that this page came from. */
async function ask(method, address, content) {
	const headers = { Accept: 'application/json' };
	const body = content && JSON.stringify(content);
	if (body) {
		headers['Content-Type'] = 'application/json';
	}
	const token = /(?:^|;\s*)XSRF-TOKEN=([^;]+)/.exec(document.cookie);
	if (token && method !== 'GET') {
		headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
	}
	let response;
	try {
		// the page and the data have one address: nothing may be kept of either
		response = await fetch(address, { method, headers, body, cache: 'no-store', credentials: 'same-origin' });
	}
	catch {
		throw new Error('the application does not answer');
	}
	if (!response.ok) {
		const error = new Error(await refusal(response));
		error.status = response.status;
		throw error;
	}
	const date = Date.parse(response.headers.get('Date'));
	skew = Number.isNaN(date) ? skew : date - Date.now();
	if (response.status === 204) {
		return null;
	}
	if (!(response.headers.get('Content-Type') ?? '').includes('json')) {
		throw new Error('the answer is no data; you may have been signed out');
	}
	return response.json();
}

async function refusal(response) {
	const known = { 401: 'you are not signed in', 403: 'you have no access', 404: 'it is not there any more' };
	try {
		return (await response.json()).message ?? known[response.status] ?? `answered with ${response.status}`;
	}
	catch {
		return known[response.status] ?? `answered with ${response.status}`;
	}
}

function say(text) {
	setText(byId('message'), text);
}

function show(next) {
	const previous = report;
	report = next;
	byId('trouble').hidden = true;
	const findings = next.findings ?? [];
	const open = findings.filter((finding) => finding.stage !== 'RESOLVED' && !finding.acknowledged);
	glance(next, findings, open);
	const present = new Set(findings.map((finding) => finding.id));
	for (const [id, card] of cards) {
		if (!present.has(id)) {
			card.element.remove();
			cards.delete(id);
		}
	}
	for (const finding of findings) {
		if (!cards.has(finding.id)) {
			cards.set(finding.id, new Card(finding.id));
		}
		cards.get(finding.id).update(finding);
	}
	arrange(byId('open'), open);
	arrange(byId('closed'), findings.filter((finding) => !open.includes(finding)));
	byId('asideSection').hidden = open.length === findings.length;
	byId('none').hidden = open.length > 0;
	setText(byId('none'), location.search ? 'No open finding matches the filter.' : 'There is no open finding.');
	populations(next);
	probes(next.probes ?? {});
	pending(next);
	announce(previous, next);
}

function glance(next, findings, open) {
	const [title, meaning] = MEANING[next.status] ?? [words(next.status), ''];
	byId('glance').dataset.status = next.status;
	setText(byId('status'), title);
	setText(byId('meaning'), meaning);
	document.title = `${open.length ? `(${open.length}) ` : ''}${title} – ${location.host}`;
	const nearest = open.filter((finding) => seconds(finding.exhaustedIn) !== null)
		.sort((one, other) => seconds(one.exhaustedIn) - seconds(other.exhaustedIn))[0];
	first(open[0]);
	const counts = [
		['confirmed', number(open.filter((finding) => finding.stage === 'CONFIRMED').length)],
		['suspected', number(open.filter((finding) => finding.stage === 'SUSPECTED').length)],
		nearest ? [`to the nearest limit (${nearest.title})`, span(seconds(nearest.exhaustedIn))] : null,
		['resolved or acknowledged', number(findings.length - open.length)],
		['populations counted', number(next.populationsTotal ?? 0)]
	].filter(Boolean);
	fill(byId('counts'), counts, () => counts.map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value))));
	scanned();
}

/** For somebody who has been woken: what it is, where, how long there is, what to do. */
function first(finding) {
	const place = finding && (finding.culprit?.site ?? finding.culprit?.type ?? finding.population);
	const left = finding ? seconds(finding.exhaustedIn) : null;
	byId('first').hidden = !finding;
	fill(byId('first'), finding ? [finding.id, finding.title, place, finding.count, finding.growthPerHour, left, finding.remedy] : [],
		() => finding ? [el('strong', {}, 'Most urgent: '), linkTo(finding), ' in ',
			el('code', {}, short(place)), `. ${withUnit(finding.count, finding.unit)}${(finding.growthPerHour > 0)
				? `, +${number(finding.growthPerHour, finding.unit)} an hour` : ''}${(left === null) ? ''
				: (left > 0) ? `, at its limit in ${span(left)}` : ', at its limit'}. `,
		el('span', { 'class': 'do' }, `To mend it: ${finding.remedy}.`)] : []);
}

/** Leads there also when it is where the address points to already. */
function linkTo(finding) {
	const link = el('a', { href: `#${finding.id}` }, finding.title);
	link.addEventListener('click', () => cards.get(finding.id)?.open());
	return link;
}

/** What is being captured, of whichever finding. */
function pending(next) {
	const captures = next.evidence?.pending ?? [];
	const titles = new Map((next.findings ?? []).map((finding) => [finding.id, finding.title]));
	byId('pending').hidden = captures.length === 0;
	setText(byId('pending'), captures.length === 0 ? '' : `Evidence: ${captures.slice(0, 3).map((capture) => `${capture.collector} of ${
		titles.get(capture.finding) ?? capture.finding} ${CAPTURES[capture.state]}${capture.message ? ` (${capture.message})` : ''}`).join('; ')}${
		captures.length > 3 ? `; and ${number(captures.length - 3)} more` : ''}.`);
}

function scanned() {
	if (!report) {
		return;
	}
	const interval = `every ${span(seconds(report.interval) ?? 0)}`;
	if (!report.scannedAt) {
		setText(byId('scanned'), `No scan yet, ${interval}.`);
		return;
	}
	const ago = Math.max(0, (Date.now() + skew - millis(report.scannedAt)) / 1000);
	setText(byId('scanned'), `Scan ${number(report.scans)}, ${(ago < 1.5) ? 'just now' : `${span(ago)} ago`}, ${interval}, took ${
		span(seconds(report.scanDuration) ?? 0)}${paused ? '. Updates are paused' : ''}.`);
}

/** Puts the cards in order, and moves only those that have to. */
function arrange(list, findings) {
	const focused = document.activeElement;
	findings.forEach((finding, index) => {
		const element = cards.get(finding.id).element;
		if (list.children[index] !== element) {
			list.insertBefore(element, list.children[index] ?? null);
		}
	});
	if (focused !== document.activeElement && focused.isConnected) {
		focused.focus({ preventScroll: true });
	}
}

function populations(next) {
	const rows = next.populations ?? [];
	setText(byId('populationsSummary'), `Populations (${number(next.populationsTotal ?? rows.length)})`);
	const notes = next.notes ?? [];
	fill(byId('populations'), [rows, notes], () => [...notes.map((note) => el('p', { 'class': 'muted' }, `${note[0].toUpperCase()}${note.slice(1)}.`)),
		scrolling('Populations', el('table', {},
		el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Population'), el('th', { scope: 'col' }, 'Trend'),
			...['Count', 'After the start', 'Bound', 'Limit'].map((title) => el('th', { scope: 'col', 'class': 'n' }, title)))),
		el('tbody', {}, ...rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, row.name),
			el('td', {}, words(row.trend)), el('td', { 'class': 'n' }, withUnit(row.count, row.unit)),
			...[row.baseline, row.bound, row.limit].map((value) =>
				el('td', { 'class': 'n' }, Number.isFinite(value) ? number(value, row.unit) : ''))))))),
		(rows.length < next.populationsTotal) ? el('p', { 'class': 'muted' }, `Those of interest, ${number(rows.length)}.`) : null]);
}

function probes({ failed = [], unavailable = [], reasons = {} }) {
	byId('probesDetails').hidden = failed.length + unavailable.length === 0;
	setText(byId('probesSummary'), `Probes that cannot tell (${failed.length + unavailable.length})`);
	fill(byId('probes'), [failed, unavailable, reasons], () => [el('dl', {}, ...[...failed, ...unavailable].map((name) =>
		el('div', {}, el('dt', {}, `${name}, ${failed.includes(name) ? 'failed' : 'not available here'}`),
			el('dd', {}, reasons[name] ?? ''))))]);
}

/** Tells those who cannot see it what has changed, and nothing else. */
function announce(previous, next) {
	if (!previous) {
		return;
	}
	const before = new Map((previous.findings ?? []).map((finding) => [finding.id, finding]));
	const changes = (next.findings ?? []).filter((finding) => before.get(finding.id)?.stage !== finding.stage)
		.map((finding) => `${words(finding.stage)}: ${finding.title}, ${finding.severity.toLowerCase()}.`);
	if (previous.status !== next.status) {
		changes.unshift(`${(MEANING[next.status] ?? [next.status])[0]}.`);
	}
	if (changes.length) {
		setText(byId('changes'), changes.slice(0, 5).join(' '));
	}
}

async function refresh() {
	clearTimeout(timer);
	try {
		show(await ask('GET', base + location.search));
	}
	catch (error) {
		const trouble = byId('trouble');
		trouble.hidden = false;
		setText(trouble, `The report cannot be read: ${error.message}. Trying again.`);
	}
	schedule();
}

function schedule() {
	clearTimeout(timer);
	if (!paused && !document.hidden) {
		timer = setTimeout(refresh, Math.min(60, Math.max(1, seconds(report?.interval) ?? 5)) * 1000);
	}
}

async function act(button, action) {
	if (button.getAttribute('aria-disabled') === 'true') {
		return;
	}
	button.setAttribute('aria-disabled', 'true');
	try {
		say(await action());
	}
	catch (error) {
		say((error.status === 405) ? READ_ONLY : (error.status === 403)
			? `You have no access to do this. ${READ_ONLY}` : `That did not work: ${error.message}.`);
	}
	button.removeAttribute('aria-disabled');
}

function acknowledge(card) {
	return act(card.acknowledge, async () => {
		await ask('DELETE', `${base}/${encodeURIComponent(card.id)}`);
		await refresh();
		card.summary.focus({ preventScroll: true });
		return `Acknowledged: ${card.finding.title}. It comes back when it becomes more severe.`;
	});
}

function capture(card) {
	return act(card.capture, async () => {
		const { captures } = await ask('POST', base, card.wish());
		await card.load();
		const refused = (captures ?? []).filter((one) => one.state === 'REFUSED');
		return (captures?.length === 0) ? `None of the collectors has anything to say of it: ${card.finding.title}.`
			: (refused.length === captures?.length) ? `Refused: ${refused[0].message}.`
				: `Evidence was asked for: ${card.finding.title}. It appears with the finding as soon as it is there.`;
	});
}

function openLinked() {
	cards.get(location.hash.slice(1))?.open();
}

byId('service').textContent = location.host;
byId('scan').addEventListener('click', () => act(byId('scan'), async () => {
	await ask('POST', base);
	await refresh();
	return `Scanned at ${when(report.scannedAt)}: ${(MEANING[report.status] ?? [report.status])[0].toLowerCase()}.`;
}));
byId('pause').addEventListener('click', () => {
	paused = !paused;
	byId('pause').setAttribute('aria-pressed', String(paused));
	scanned();
	if (!paused) {
		refresh();
	}
	else {
		clearTimeout(timer);
	}
});
document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : !paused && refresh());
addEventListener('hashchange', openLinked);
setInterval(scanned, 1000);
if (location.search) {
	byId('filter').hidden = false;
	byId('filter').append(`Only ${[...new URLSearchParams(location.search)].map((pair) => pair.join(' ')).join(', ')} is shown. `,
		el('a', { href: base }, 'Show all'));
}
refresh().then(openLinked);
