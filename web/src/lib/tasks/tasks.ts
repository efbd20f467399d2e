// What people do with tasks: finish them, or have them come back later.
import type { Rec } from '../api/types';
import { dayOf, formatDate, zone } from '../fields/format';
import { addDays, toInstant } from '../fields/zone';
import { t, type Key } from '../i18n';
import { change } from '../records/write';

export function finish(task: Rec): Promise<Rec> {
	const done = task['status'] === 'done';
	return change(
		task,
		'task',
		{ status: done ? 'open' : 'done' },
		t(done ? 'task.reopened' : 'task.done', { label: task.label })
	);
}

/** The task rests until the morning of a day, and is due then. */
export function snooze(task: Rec, day: string): Promise<Rec> {
	const at = toInstant(day, zone());
	return change(
		task,
		'task',
		{ resurface_at: at, due_at: at },
		t('task.snoozed', { label: task.label, day: formatDate(day) })
	);
}

export function snoozeDays(): [Key, string][] {
	const today = dayOf(Date.now());
	return [
		['follow.tomorrow', addDays(today, 1)],
		['follow.three', addDays(today, 3)],
		['follow.week', addDays(today, 7)],
		['follow.month', addDays(today, 30)]
	];
}

/** Whether its day is over. */
export function isOverdue(task: Rec): boolean {
	const due = task['due_at'];
	return typeof due === 'string' && task['status'] !== 'done' && dayOf(due) < dayOf(Date.now());
}

/** Rules that people choose from; any other rule of calendars can be written in the task itself. */
export const REPEATS: [Key, string][] = [
	['task.daily', 'FREQ=DAILY'],
	['task.workdays', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
	['task.weekly', 'FREQ=WEEKLY'],
	['task.monthly', 'FREQ=MONTHLY'],
	['task.yearly', 'FREQ=YEARLY']
];

/** When a task repeats, in words; rules that are none of the usual ones are told as such. */
export function repeatName(task: Rec): string {
	const rule = task['recurrence'];
	if (typeof rule !== 'string' || !rule) return '';
	const known = REPEATS.find(([, usual]) => usual === rule);
	return t(known ? known[0] : 'task.repeats');
}

/** When it is done the next one is made, by the server. */
export function repeat(task: Rec, rule: string | null): Promise<Rec> {
	return change(task, 'task', { recurrence: rule });
}
