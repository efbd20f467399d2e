declare global {
	namespace App {
		interface PageState {
			record?: string;
		}
	}
}

export {};
