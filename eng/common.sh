# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash disable=SC2034 # what is set here is used by those who source it

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ARTIFACTS=$ROOT/artifacts
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "$(basename "$0"): $*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Whole seconds since the given $SECONDS, as 7s or 2m07s.
since() {
  local s=$((SECONDS - $1))
  if ((s < 60)); then printf '%ds' "$s"; else printf '%dm%02ds' $((s / 60)) $((s % 60)); fi
}

# The SDK that global.json asks for; also looked for where its install script puts it by default.
require_sdk() {
  has dotnet || PATH=$PATH:$HOME/.dotnet
  has dotnet || die "the .NET SDK 10 is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  local version
  version=$(cd "$ROOT" && dotnet --version 2>/dev/null) ||
    die "the .NET SDK 10 is missing (found: $(cd / && dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')); https://dotnet.microsoft.com/download/dotnet/10.0"
  [[ $version == 10.* ]] || die "the .NET SDK 10 is needed, 'dotnet --version' says $version"
}

# build LOG PROJECT [ARGUMENTS]: quiet; the whole log is shown only when the build fails.
# Output goes to a file, not a pipe: what outlives the build would keep a pipe open. That is the compiler, one process for all
# projects, whatever the environment says: a compiler of its own for each takes most of a build's time to start. It ends by
# itself after ten minutes without work, or by stop_compiler.
build() {
  local log=$1 project=$2
  shift 2
  mkdir -p "$(dirname "$log")"
  dotnet build "$ROOT/$project" -v quiet -nodeReuse:false -p:UseSharedCompilation=true "$@" >"$log" 2>&1 </dev/null && return 0
  cat "$log" >&2
  return 1
}

stop_compiler() { dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 </dev/null || true; }

# Every source file or folder that decides what is built and is newer than the file $1 (folders: for deleted files).
newer_sources() {
  if [[ ! -e $1 ]]; then say "$1 is not there"; return; fi
  find "$ROOT/src" "$ROOT"/Directory.* "$ROOT/global.json" "$ROOT/BannedSymbols.txt" "$ROOT/.editorconfig" \
    \( -name bin -o -name obj \) -prune -o -newer "$1" -print -quit
}
