# After the files of the package have gone.
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :
