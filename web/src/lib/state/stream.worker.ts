// One stream of changes for all windows of this browser: a server without https is asked over six connections at most,
// and each stream would take one for good.
import { Stream } from './stream';

const listening = new Set<MessagePort>();
const stream = new Stream((told) => {
	for (const port of listening) port.postMessage(told);
});

addEventListener('connect', (event) => {
	const port = (event as MessageEvent).ports[0];
	if (!port) return;
	port.onmessage = ({ data }: MessageEvent<'open' | 'close'>) => {
		if (data === 'open') {
			listening.add(port);
			stream.open();
		} else if (listening.delete(port) && listening.size === 0) {
			stream.close();
		}
	};
});
