// `node check.mjs TOOL FOLDER`: checks the manifests of a folder against the schemas of Kubernetes, which the package
// kubernetes-models has as code; TOOL is where it is installed. What Kubernetes does not define (KEDA, Kustomize) is named.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import yaml from 'js-yaml';

const [tool, folder] = process.argv.slice(2);
if (tool === undefined || folder === undefined) {
  console.error('usage: node check.mjs TOOL FOLDER');
  process.exit(2);
}
const models = path.resolve(tool, 'node_modules', 'kubernetes-models');
let checked = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
  for (const manifest of yaml.safeLoadAll(readFileSync(path.join(folder, name), 'utf8'))) {
    const { apiVersion, kind } = manifest;
    if (/keda|kustomize/.test(apiVersion)) {
      console.log(`${name}: ${kind} of ${apiVersion} is not looked at`);
      continue;
    }
    try {
      const { [kind]: Model } = await import(pathToFileURL(path.join(models, apiVersion, `${kind}.js`)).href);
      new Model(manifest).validate();
      checked++;
    } catch (error) {
      console.error(`${name}: ${kind} ${manifest.metadata?.name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
if (checked === 0) process.exitCode = 1;
console.log(`${checked} manifests fit`);
