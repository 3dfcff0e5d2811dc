// Writes units/virtbus.catalog from src/log/catalogue.ts. Run after `tsc` when the table has changed.
import { writeFileSync } from 'node:fs'
import { MSG } from '../build/src/log/catalogue.js'
import { formatCatalogue } from '../build/src/log/formatCatalogue.js'

writeFileSync(new URL('../units/virtbus.catalog', import.meta.url), formatCatalogue(MSG))
