// Who is signed in. When a session ends under somebody's hands, calls wait here until the dialog has made a new one,
// so that nothing that was typed is lost.
import { call, connect, get } from '../api/client';
import type { Me, Settings } from '../api/types';
import { definitions } from './definitions.svelte';
import { look } from './look.svelte';
import { forgetRecent } from './recent';

class Session {
	status = $state<'unknown' | 'out' | 'in' | 'unreachable'>('unknown');
	me = $state.raw<Me | null>(null);
	settings = $state.raw<Settings | null>(null);
	/** The address somebody signed in with, to ask for no more than the password when the session ends. */
	email = $state('');
	/** The session ended while somebody worked: the dialog asks for the password. */
	expired = $state(false);
	private waiting: ((renewed: boolean) => void)[] = [];

	/** Finds out who is signed in, and what there is to work with. */
	async begin() {
		try {
			// All at once: the first screen waits for the slowest, not for one after the other.
			const [me, settings] = await Promise.all([
				get<Me>('/me', { open: true }),
				get<Settings>('/settings', { open: true }),
				definitions.load()
			]);
			if (!look.chosen) look.set({ language: me.language });
			this.me = me;
			this.settings = settings;
			this.status = 'in';
		} catch (error) {
			const status = (error as { status?: number }).status;
			this.status = status === 401 ? 'out' : 'unreachable';
		}
	}

	async signIn(email: string, password: string) {
		await call('POST', '/session', { body: { email, password }, open: true });
		this.email = email;
		if (this.expired) {
			const before = this.me?.user?.id;
			const me = await get<Me>('/me', { open: true });
			// Somebody else at the same desk: nothing of the first may be sent in his name.
			if (me.user?.id !== before) {
				location.reload();
				return;
			}
			this.expired = false;
			this.settle(true);
		} else {
			await this.begin();
		}
	}

	async signOut() {
		await call('DELETE', '/session').catch(() => undefined);
		forgetRecent();
		location.assign('/sign-in');
	}

	renew(): Promise<boolean> {
		if (this.status !== 'in') return Promise.resolve(false);
		this.expired = true;
		return new Promise((resolve) => this.waiting.push(resolve));
	}

	may(action: string, object: string): boolean {
		return this.me?.objects[object]?.includes(action) ?? false;
	}

	private settle(renewed: boolean) {
		for (const go of this.waiting.splice(0)) go(renewed);
	}
}

export const session = new Session();

connect({ language: () => look.language, renew: () => session.renew() });
