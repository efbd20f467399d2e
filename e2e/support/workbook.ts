// A workbook with several sheets of text, as small as it can be.
import { crc32 } from 'node:zlib';

export function workbook(sheets: { [name: string]: string[][] }): Buffer {
	const names = Object.keys(sheets);
	const xml = '<?xml version="1.0" encoding="UTF-8"?>';
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	const rels = 'http://schemas.openxmlformats.org/package/2006/relationships';
	const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
	const each = (make: (name: string, number: number) => string) =>
		names.map((name, index) => make(name, index + 1)).join('');
	return archive({
		'[Content_Types].xml':
			`${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
			`<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
			each((_, n) => `<Override PartName="/xl/s${n}.xml" ContentType="${types}.worksheet+xml"/>`) +
			'</Types>',
		'_rels/.rels': `${xml}<Relationships xmlns="${rels}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml':
			`${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
			each((name, n) => `<sheet name="${name}" sheetId="${n}" r:id="r${n}"/>`) +
			'</sheets></workbook>',
		'xl/_rels/workbook.xml.rels':
			`${xml}<Relationships xmlns="${rels}">` +
			each((_, n) => `<Relationship Id="r${n}" Type="${office}/worksheet" Target="s${n}.xml"/>`) +
			'</Relationships>',
		...Object.fromEntries(
			Object.values(sheets).map((rows, index) => [
				`xl/s${index + 1}.xml`,
				`${xml}<worksheet xmlns="${main}"><sheetData>${rows.map((cells, row) => `<row r="${row + 1}">${cells.map((text, column) => `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`
			])
		)
	});
}

/** A zip in which nothing is compressed. */
function archive(files: { [path: string]: string }): Buffer {
	const parts: Buffer[] = [];
	const index: Buffer[] = [];
	let at = 0;
	for (const [path, text] of Object.entries(files)) {
		const [name, content] = [Buffer.from(path), Buffer.from(text)];
		const about = Buffer.alloc(26);
		about.writeUInt16LE(20, 0);
		about.writeUInt32LE(crc32(content), 10);
		about.writeUInt32LE(content.length, 14);
		about.writeUInt32LE(content.length, 18);
		about.writeUInt16LE(name.length, 22);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(at, 10);
		index.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), about, place, name);
		const local = [Buffer.from([0x50, 0x4b, 3, 4]), about, name, content];
		parts.push(...local);
		at += local.reduce((sum, { length }) => sum + length, 0);
	}
	const entries = Buffer.concat(index);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(entries.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, entries, end]);
}
