# Completion of the programs of Virtbus for bash.

_virtbus_daemon() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local options='--help --verbose --daemon --config --pid-file --timeout --system --session --version'
  [[ ${1##*/} != libvirtd ]] || options+=' --listen'
  case $before in
    -f | --config | -p | --pid-file) compopt -o default && COMPREPLY=() ;;
    -t | --timeout) COMPREPLY=() ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
  esac
}

_virt_qemu_run() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  case $before in
    -r | --root) compopt -o dirnames && COMPREPLY=() ;;
    -s | --secret) COMPREPLY=() ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '--root --secret --verbose --help --version' -- "$word")
      else
        compopt -o default && COMPREPLY=()
      fi
      ;;
  esac
}

_virtbus_mode() {
  COMPREPLY=()
  ((COMP_CWORD > 1)) || mapfile -t COMPREPLY < <(compgen -W 'status modular monolithic --help' -- "${COMP_WORDS[1]}")
}

complete -F _virtbus_daemon virtqemud virtnetworkd virtstoraged virtnodedevd virtnwfilterd virtsecretd virtinterfaced virtproxyd libvirtd
complete -F _virt_qemu_run virt-qemu-run
complete -F _virtbus_mode virtbus-mode
