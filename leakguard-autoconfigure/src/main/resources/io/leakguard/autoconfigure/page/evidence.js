
const MAX_ROWS = 100;

const MAX_NODES = 300;

const MAX_PILES = 8;

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** What explains most comes first. */
const ORDER = ['reference-chain', 'thread-pile', 'class-histogram', 'gc-timeline', 'allocation'];

const rank = (name) => (ORDER.findIndex((one) => name.startsWith(one)) + ORDER.length + 1) % (ORDER.length + 1);

/** What tells its story without a click: the rest is data to look up. */
const isTold = (content) => Array.isArray(content.tree) || Array.isArray(content.piles);

const CAPTURES = {
	WAITING: 'waits for its turn',
	RUNNING: 'is being captured',
	EMPTY: 'had nothing to say',
	REFUSED: 'refused',
	FAILED: 'failed'
};

/** What holds the growing objects: straight down while there is one way, indented at a fork. */
function tree(roots) {
	let left = MAX_NODES;
	const branch = (first) => {
		const list = el('ol');
		let node = first;
		while (node && left-- > 0) {
			let times = 1;
			while (isRepeated(node)) {
				node = node.children[0];
				times++;
			}
			const children = node.children ?? [];
			list.append(el('li', {}, step(node, times), ...(children.length > 1) ? children.map(branch) : []));
			node = (children.length === 1) ? children[0] : null;
		}
		return list;
	};
	return el('div', { 'class': 'tree' }, ...roots.map(branch));
}

/** A chain of the like, such as a linked list, is one step that is taken many times. */
function isRepeated(node) {
	const [child, ...others] = node.children ?? [];
	return child && others.length === 0 && !node.holder && !child.holder && child.reference === node.reference
		&& child.target === node.target;
}

function step(node, times) {
	const mark = node.holder ? 'holder' : (node.captured ? 'captured' : null);
	const aside = [node.holder ? 'Holder' : null, (times > 1) ? `${number(times)} times` : null, node.meaning,
		`${number(node.samples)} ${(node.samples === 1) ? 'sample' : 'samples'}`,
		(node.oldestSeconds > 0) ? `up to ${span(node.oldestSeconds)} old` : null];
	return el('p', { 'data-mark': mark }, el('code', {}, node.reference ?? ''),
		node.target ? el('code', {}, ` → ${node.target}`) : null,
		el('small', {}, aside.filter(Boolean).join(' · ')));
}

/** Threads by what they do, the longest bar first; a pile is what waits for one thing. */
function piles(rows) {
	const most = Math.max(...rows.map((row) => row.count));
	return el('ol', { 'class': 'piles' }, ...rows.slice(0, MAX_PILES).map((row, index) => {
		const { count, waiting, pile, waitsFor, families = {}, stack = [], ...rest } = row;
		const who = Object.keys(families).join(', ');
		const facts = [waitsFor ? `waiting for ${short(waitsFor)}` : (waiting > 0) ? `${number(waiting)} waiting` : null,
			...Object.entries(rest).filter(([, value]) => ['string', 'number'].includes(typeof value))
				.map(([key, value]) => `${words(key).toLowerCase()} ${short(String(value))}`)];
		return el('li', { 'data-mark': pile ? 'pile' : null },
			el('p', {}, el('strong', {}, `${number(count)} ${count === 1 ? 'thread' : 'threads'}`), ' ', el('code', {}, who),
				pile ? el('span', { 'class': 'badge', 'data-level': 'MAJOR' }, 'Pile') : null),
			el('meter', { min: 0, max: most, value: count, 'aria-label': `${number(count)} of ${who}` }),
			el('p', { 'class': 'muted' }, facts.filter(Boolean).join(' · ')),
			stack.length ? details(`pile-${index}`, short(String(stack[0])), frames(stack)) : null);
	}), (rows.length > MAX_PILES) ? el('li', { 'class': 'muted' }, `and ${number(rows.length - MAX_PILES)} more`) : null);
}

/** A table of whatever rows an artifact has. */
function table(label, rows) {
	const shown = rows.slice(0, MAX_ROWS);
	const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
	const numeric = (column) => shown.every((row) => row[column] === null || row[column] === undefined
		|| typeof row[column] === 'number');
	const align = (column) => numeric(column) ? 'n' : null;
	return scrolling(label, el('table', {},
		el('thead', {}, el('tr', {}, ...columns.map((column) =>
			el('th', { scope: 'col', 'class': align(column) }, words(column))))),
		el('tbody', {}, ...shown.map((row, index) => el('tr', {}, ...columns.map((column) =>
			el('td', { 'class': align(column) }, cell(`${label}-${index}-${column}`, column, row[column]))))))),
		(rows.length > MAX_ROWS) ? el('p', { 'class': 'muted' }, `The first ${MAX_ROWS} of ${number(rows.length)}.`) : null);
}

function cell(key, column, value) {
	if (value === null || value === undefined) {
		return '';
	}
	if (typeof value === 'number') {
		return number(value, /bytes/i.test(column) ? 'bytes' : undefined);
	}
	if (typeof value === 'boolean') {
		return value ? 'yes' : 'no';
	}
	if (typeof value === 'string' && INSTANT.test(value)) {
		return when(value);
	}
	if (Array.isArray(value)) {
		return (value.length === 0) ? '' : details(key, `${value.length} lines: ${short(String(value[0]))}`, frames(value));
	}
	if (typeof value === 'object') {
		return Object.entries(value).map(([name, count]) => `${name}: ${JSON.stringify(count)}`).join(', ');
	}
	return String(value);
}

function frames(stack) {
	return el('pre', { tabindex: '0', 'aria-label': 'Stack' }, el('code', {}, stack.map(String).join('\n')));
}

/** Shows JSON as what it is most like: a tree, tables, or facts. */
function data(name, content) {
	if (Array.isArray(content.tree)) {
		return [content.holder ? el('p', {}, 'Held by ', el('code', {}, content.holder), '.') : null,
			content.note ? el('p', { 'class': 'muted' }, sentence(content.note)) : null, tree(content.tree)];
	}
	if (Array.isArray(content.piles) && content.piles.length) {
		return [piles(content.piles)];
	}
	const scalars = Object.entries(content).filter(([, value]) => value !== null && typeof value !== 'object');
	const tables = Object.entries(content).filter(([, value]) => Array.isArray(value) && value.length > 0
		&& value.every((row) => row !== null && typeof row === 'object' && !Array.isArray(row)));
	return [scalars.length ? el('p', { 'class': 'muted' }, scalars.map(([key, value]) =>
		`${words(key)}: ${cell('', key, value)}`).join(' · ')) : null,
		...tables.map(([key, rows]) => table(`${words(name.replace(/-/g, ' '))}: ${words(key)}`, rows))];
}

/** The evidence of one finding. Each artifact is read once for each time it is captured. */
class Evidence {

	constructor(findingId) {
		this.findingId = findingId;
		this.section = el('section', { hidden: '' });
		this.parts = new Map();
	}

	update(artifacts, captures) {
		this.section.hidden = artifacts.length + captures.length === 0;
		if (this.section.childElementCount === 0) {
			this.links = el('ul', { 'class': 'links' });
			this.captures = el('ul', { 'class': 'captures muted' });
			this.section.append(el('h4', {}, 'Evidence'), this.links, this.captures);
		}
		const readable = artifacts.filter((one) => one.href).sort((one, other) => rank(one.name) - rank(other.name));
		for (const artifact of readable) {
			this.updatePart(artifact);
		}
		this.arrange(readable);
		fill(this.links, artifacts, () => artifacts.map((artifact) => this.link(artifact)));
		const untold = captures.filter((capture) => capture.state !== 'DONE');
		fill(this.captures, untold, () => untold.map((capture) => el('li', {}, `${capture.collector}: ${
			CAPTURES[capture.state] ?? words(capture.state).toLowerCase()}${capture.message ? `, ${capture.message}` : ''}, `,
			time(capture.at))));
	}

	arrange(artifacts) {
		let before = this.links;
		for (const artifact of [...artifacts].reverse()) {
			const part = this.parts.get(artifact.name)?.part;
			if (part && part.nextElementSibling !== before) {
				this.section.insertBefore(part, before);
			}
			before = part ?? before;
		}
	}

	address(artifact) {
		return `${base}/${encodeURIComponent(this.findingId)}/${encodeURIComponent(artifact.name)}`;
	}

	link(artifact) {
		return el('li', {}, artifact.href
			? el('a', { href: this.address(artifact), target: '_blank', rel: 'noopener' }, artifact.name)
			: el('span', {}, artifact.name),
			el('span', { 'class': 'muted' }, ` ${artifact.type}, ${when(artifact.at)}${
				artifact.withheld ? ` – ${artifact.withheld}` : ''}`));
	}

	updatePart(artifact) {
		const version = String(artifact.at);
		const known = this.parts.get(artifact.name);
		if (known?.version === version) {
			return;
		}
		const part = known?.part ?? el('div', { 'data-evidence': artifact.name });
		this.parts.set(artifact.name, { part, version });
		if (!known) {
			this.section.insertBefore(part, this.links);
		}
		if (artifact.type.startsWith('image/')) {
			const picture = el('img', { 'class': 'picture', loading: 'lazy', alt: sentence(artifact.name.replace(/[-.]/g, ' ')),
				src: `${this.address(artifact)}?at=${encodeURIComponent(version)}` });
			const shown = details(artifact.name, `Picture: ${artifact.name}`, scrolling(`Picture ${artifact.name}`, picture));
			// where the tree tells the same, it is the better picture
			shown.open = !artifact.name.startsWith('reference-chain');
			fill(part, version, () => [shown]);
		}
		else if (artifact.type.startsWith('text/html')) {
			fill(part, version, () => [this.framed(artifact)]);
		}
		else if (artifact.type.includes('json')) {
			this.read(artifact, part);
		}
	}

	/** A page of its own, such as a flame graph, in a world of its own. */
	framed(artifact) {
		const page = details(artifact.name, `Flame graph: ${artifact.name}`);
		page.addEventListener('toggle', async () => {
			if (!page.open || page.childElementCount > 1) {
				return;
			}
			const content = el('div');
			page.append(content);
			const answer = await fetch(this.address(artifact), { method: 'HEAD', credentials: 'same-origin' }).catch(() => null);
			const denied = !answer?.ok || /deny/i.test(answer.headers.get('X-Frame-Options') ?? '');
			content.append(denied ? el('p', { 'class': 'muted' }, 'It cannot be shown here; open it with the link below.')
				: el('iframe', { 'class': 'frame', title: sentence(artifact.name), sandbox: 'allow-scripts', src: this.address(artifact) }));
		});
		return page;
	}

	async read(artifact, part) {
		try {
			const content = await ask('GET', this.address(artifact));
			const title = sentence(artifact.name.replace(/-/g, ' '));
			fill(part, content, () => isTold(content) ? [el('h5', {}, title), ...data(artifact.name, content)]
				: [details(artifact.name, `Data: ${title.toLowerCase()}`, ...data(artifact.name, content).filter(Boolean))]);
		}
		catch (error) {
			this.parts.delete(artifact.name);
			part.remove();
			say(`${artifact.name} cannot be shown: ${error.message}`);
		}
	}

}
