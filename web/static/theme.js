// Before anything is painted: the colours and the density this person chose, so that nothing flashes.
try {
	var kept = JSON.parse(localStorage.getItem('kontor.look') || '{}');
	var dark =
		kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
	document.documentElement.dataset.theme = dark ? 'dark' : 'light';
	if (kept.density === 'comfortable') document.documentElement.dataset.density = 'comfortable';
	if (kept.language) document.documentElement.lang = kept.language;
} catch {
	document.documentElement.dataset.theme = 'light';
}
