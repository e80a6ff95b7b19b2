"""Horse racing in Great Britain, Ireland and France, told as The Racing API and as Racing Post."""
