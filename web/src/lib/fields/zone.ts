// Between instants and what people type into a clock: in the user's zone, which need not be the machine's.

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offset(at: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric'
	}).formatToParts(at);
	const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
	return wall - Math.floor(at / 1000) * 1000;
}

/** `2026-03-01T14:30` on the wall of a zone, as an instant. */
export function toInstant(wall: string, zone: string): string | null {
	const as = Date.parse(`${wall.length === 10 ? `${wall}T09:00` : wall}Z`);
	if (Number.isNaN(as)) return null;
	// Twice, because the first guess may lie on the other side of a change of clocks.
	let at = as - offset(as, zone);
	at = as - offset(at, zone);
	return new Date(at).toISOString();
}

/** An instant on the wall of a zone, as a datetime input wants it. */
export function toWall(instant: string | number, zone: string): string {
	const at = typeof instant === 'number' ? instant : Date.parse(instant);
	if (Number.isNaN(at)) return '';
	return new Date(at + offset(at, zone)).toISOString().slice(0, 16);
}

/** A day some days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
