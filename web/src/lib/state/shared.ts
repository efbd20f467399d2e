// The stream of changes that all windows of this browser share, or, where browsers can't share one, a stream of one's own.
import { Stream, type Told } from './stream';

export interface Source {
	open: () => void;
	close: () => void;
}

export function shared(tell: (told: Told) => void): Source {
	const own = new Stream(tell);
	if (typeof SharedWorker === 'undefined') return own;
	let wanted = false;
	let refused = false;
	const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module' });
	worker.port.onmessage = ({ data }: MessageEvent<Told>) => {
		if (wanted) tell(data);
	};
	// The program was replaced by a newer one since this page was loaded, and what it shares is gone.
	worker.onerror = () => {
		refused = true;
		if (wanted) own.open();
	};
	const say = (what: 'open' | 'close') => {
		wanted = what === 'open';
		if (refused) own[what]();
		else worker.port.postMessage(what);
	};
	// A window that is left listens no more; one that comes back out of the browser's memory does.
	addEventListener('pagehide', () => worker.port.postMessage('close'));
	addEventListener('pageshow', ({ persisted }) => {
		if (persisted && wanted) say('open');
	});
	return { open: () => say('open'), close: () => say('close') };
}
