declare global {
	namespace App {
		interface PageState {
			/** What is open over the page was opened on it, and not by an address that was followed. */
			opened?: boolean;
		}
	}
}

export {};
