# After installation or upgrade. $fresh is 1 when the package was not there before; @units@ are its units.
if [ -d /run/systemd/system ]; then
  @common@systemd-sysusers virtbus.conf || :
  @common@systemd-tmpfiles --create virtbus.conf || :
  @common@journalctl --update-catalog || :
  if [ "$fresh" = 1 ] || systemctl show --property=NeedDaemonReload @units@ | grep -q yes; then
    systemctl daemon-reload || :
  fi
fi
for unit in @units@; do
  [ "$fresh" != 1 ] || systemctl --no-reload preset "$unit" > /dev/null 2>&1 || :
done
# What is enabled serves at once; guests of a daemon that is replaced run on.
if [ -d /run/systemd/system ]; then
  for unit in @units@; do
    if [ "$fresh" != 1 ]; then
      case $unit in
        libvirt-guests*) ;;
        *.service) systemctl try-restart "$unit" || : ;;
      esac
    elif ! systemctl --quiet is-active libvirtd.service; then
      case $unit in
        *.socket | libvirt-guests.service) ! systemctl --quiet is-enabled "$unit" || systemctl start "$unit" || : ;;
      esac
    fi
  done
fi
