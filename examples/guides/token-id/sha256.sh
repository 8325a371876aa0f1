read -rs T && printf %s "$T" | sha256sum | cut -d' ' -f1
