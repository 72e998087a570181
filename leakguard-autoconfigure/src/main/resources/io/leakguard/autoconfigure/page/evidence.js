
const MAX_ROWS = 100;

const MAX_NODES = 300;

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
			const children = node.children ?? [];
			list.append(el('li', {}, step(node), ...(children.length > 1) ? children.map(branch) : []));
			node = (children.length === 1) ? children[0] : null;
		}
		return list;
	};
	return el('div', { 'class': 'tree' }, ...roots.map(branch));
}

function step(node) {
	const mark = node.holder ? 'holder' : (node.captured ? 'captured' : null);
	const aside = [node.holder ? 'Holder' : null, node.meaning, `${number(node.samples)} samples`,
		(node.oldestSeconds > 0) ? `up to ${span(node.oldestSeconds)} old` : null];
	return el('p', { 'data-mark': mark }, el('code', {}, node.reference ?? ''),
		node.target ? el('code', {}, ` → ${node.target}`) : null,
		el('small', {}, aside.filter(Boolean).join(' · ')));
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
		for (const artifact of artifacts.filter((one) => one.href)) {
			this.updatePart(artifact);
		}
		fill(this.links, artifacts, () => artifacts.map((artifact) => this.link(artifact)));
		const untold = captures.filter((capture) => capture.state !== 'DONE');
		fill(this.captures, untold, () => untold.map((capture) => el('li', {}, `${capture.collector}: ${
			CAPTURES[capture.state] ?? words(capture.state).toLowerCase()}${capture.message ? `, ${capture.message}` : ''}, `,
			time(capture.at))));
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
			fill(part, version, () => [details(artifact.name, `Picture: ${artifact.name}`,
				scrolling(`Picture ${artifact.name}`, picture))]);
		}
		else if (artifact.type.includes('json')) {
			this.read(artifact, part);
		}
	}

	async read(artifact, part) {
		try {
			const content = await ask('GET', this.address(artifact));
			fill(part, content, () => [el('h5', {}, sentence(artifact.name.replace(/-/g, ' '))), ...data(artifact.name, content)]);
		}
		catch (error) {
			this.parts.delete(artifact.name);
			part.remove();
			say(`${artifact.name} cannot be shown: ${error.message}`);
		}
	}

}
