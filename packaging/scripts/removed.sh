# Before the package goes for good. Guests run on, except that stopping libvirt-guests would take them down: it is only disabled.
for unit in @units@; do
  case $unit in
    libvirt-guests*) systemctl --no-reload disable "$unit" > /dev/null 2>&1 || : ;;
    *) systemctl --no-reload disable --now "$unit" > /dev/null 2>&1 || : ;;
  esac
done
