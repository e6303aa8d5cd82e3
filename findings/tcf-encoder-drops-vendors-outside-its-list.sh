#!/usr/bin/env bash
# A consent string (IAB TCF) for two vendors, one of them newer than the vendor list that the encoder was given.
#
# Package: @iabtcf/core 1.5.6 from npm.
# Guess:   both consents are encoded, or encoding fails; creation times lose their hour, as TCF 2.2 asks for whole days.
# Seen:    the consent for the vendor outside the list is gone without an error. Hour and minute of the creation time stay.
# So:      a log filtered by consent may lose a new advertiser's events at the encoder already. The product reads no consent
#          strings: it counts the rows that it is given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --no-save --prefix "$folder" @iabtcf/core@1.5.6 > "$folder/npm.log"
cat > "$folder/seen.cjs" <<'JAVASCRIPT'
const { GVL, TCModel, TCString } = require('@iabtcf/core');
const list = new GVL({
  gvlSpecificationVersion: 3, vendorListVersion: 100, tcfPolicyVersion: 5, lastUpdated: '2026-11-26T16:00:00Z',
  purposes: { 1: { id: 1, name: 'storage', description: '', illustrations: [] } },
  specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, dataCategories: {},
  vendors: {
    7: { id: 7, name: 'a vendor', purposes: [1], legIntPurposes: [], flexiblePurposes: [], specialPurposes: [], features: [],
      specialFeatures: [], policyUrl: '' },
  },
});
const model = new TCModel(list);
Object.assign(model, { cmpId: 10, cmpVersion: 1, consentScreen: 1, consentLanguage: 'en', publisherCountryCode: 'AA' });
model.purposeConsents.set(1);
model.vendorConsents.set([7, 999]);
model.created = model.lastUpdated = new Date('2026-11-29T23:30:00Z');
const decoded = TCString.decode(TCString.encode(model));
console.log(`before: 7 ${model.vendorConsents.has(7)}, 999 ${model.vendorConsents.has(999)}`);
console.log(`decoded: 7 ${decoded.vendorConsents.has(7)}, 999 ${decoded.vendorConsents.has(999)}, ${decoded.created.toISOString()}`);
JAVASCRIPT
cat > "$folder/expected" <<'TEXT'
before: 7 true, 999 true
decoded: 7 true, 999 false, 2026-11-29T23:30:00.000Z
TEXT
(cd "$folder" && node seen.cjs) | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: @iabtcf/core 1.5.6'
