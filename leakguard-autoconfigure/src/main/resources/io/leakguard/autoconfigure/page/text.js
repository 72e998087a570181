
// Everything that is shown comes from elsewhere, class names with markup in them included:
// it goes into text nodes and attributes only, never through a parser.

const byId = (id) => document.getElementById(id);

function el(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value !== null && value !== undefined) {
			element.setAttribute(key, value);
		}
	}
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

function setText(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/** Fills anew what has changed, and keeps open and focused what was. */
const filled = new WeakMap();

function fill(container, data, render) {
	const state = JSON.stringify(data) ?? '';
	if (filled.get(container) === state) {
		return;
	}
	filled.set(container, state);
	const open = [...container.querySelectorAll('details[open][data-key]')].map((one) => one.dataset.key);
	const focused = container.contains(document.activeElement)
		? document.activeElement.closest('[data-key]')?.dataset.key : undefined;
	container.replaceChildren(...render(data).filter((child) => child !== null && child !== undefined));
	for (const details of container.querySelectorAll('details[data-key]')) {
		details.open = details.open || open.includes(details.dataset.key);
		if (details.dataset.key === focused) {
			details.querySelector('summary').focus({ preventScroll: true });
		}
	}
}

function details(key, title, ...children) {
	return el('details', { 'class': 'plain', 'data-key': key }, el('summary', {}, title), ...children);
}

function scrolling(label, ...children) {
	return el('div', { 'class': 'scroll', role: 'region', 'aria-label': label, tabindex: '0' }, ...children);
}

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function number(value, unit) {
	if (unit !== 'bytes') {
		return plain.format((Math.abs(value) < 100) ? value : Math.round(value));
	}
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
	let scaled = value;
	let index = 0;
	while (Math.abs(scaled) >= 1024 && index < units.length - 1) {
		scaled /= 1024;
		index++;
	}
	return `${plain.format(scaled)} ${units[index]}`;
}

const withUnit = (value, unit) => (unit === 'bytes') ? number(value, unit) : `${number(value)} ${unit}`;

/** ISO-8601, or a number where the application's mapper writes numbers. */
function seconds(duration) {
	if (typeof duration === 'number') {
		return duration;
	}
	const parts = /^(-?)P(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(duration ?? '');
	if (!parts) {
		return null;
	}
	const [, sign, days, hours, minutes, rest] = parts;
	const total = Number(days ?? 0) * 86400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
	return sign ? -total : total;
}

function span(total) {
	const rounded = (value) => (value < 10) ? plain.format(Math.round(value * 10) / 10) : plain.format(Math.round(value));
	if (total <= 0) {
		return 'now';
	}
	if (total < 1) {
		return `${plain.format(Math.round(total * 10000) / 10)} ms`;
	}
	if (total < 90) {
		return `${Math.round(total)} s`;
	}
	if (total < 5400) {
		return `${Math.round(total / 60)} min`;
	}
	if (total < 172800) {
		return `${rounded(total / 3600)} h`;
	}
	return `${rounded(total / 86400)} days`;
}

const millis = (instant) => (typeof instant === 'number') ? instant * 1000 : Date.parse(instant);

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function when(instant) {
	const date = new Date(millis(instant));
	if (Number.isNaN(date.getTime())) {
		return '';
	}
	return (new Date().toDateString() === date.toDateString()) ? clock.format(date) : calendar.format(date);
}

function time(instant) {
	const at = millis(instant);
	return el('time', { datetime: Number.isNaN(at) ? null : new Date(at).toISOString() }, when(instant));
}

const sentence = (text) => text ? text.charAt(0).toUpperCase() + text.slice(1) : '';

/** OLDEST_NEVER_LEAVE and waitsFor become words. */
const words = (name) => sentence(name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());

/** Leaves out the packages, where it is a name of Java. */
const short = (name) => name.replace(/^(?:[a-z_]\w*\.)+(?=[A-Z])/, '');

const SVG = 'http://www.w3.org/2000/svg';

/** Draws values as a line from the lowest to the highest. */
function course(values, label) {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('class', 'course');
	svg.setAttribute('viewBox', '0 0 100 32');
	svg.setAttribute('preserveAspectRatio', 'none');
	svg.setAttribute('role', 'img');
	svg.setAttribute('aria-label', label);
	const low = Math.min(...values);
	const range = Math.max(...values) - low;
	const points = values.map((value, index) => [index * 100 / (values.length - 1),
		(range > 0) ? 30 - (value - low) * 28 / range : 16].map((one) => one.toFixed(1)).join(','));
	for (const [name, shape] of [['area', `M0,32 L${points.join(' L')} L100,32 Z`], ['line', `M${points.join(' L')}`]]) {
		const path = document.createElementNS(SVG, 'path');
		path.setAttribute('class', name);
		path.setAttribute('d', shape);
		svg.append(path);
	}
	return svg;
}
