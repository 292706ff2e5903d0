import hashlib

from people.passwords import hashed, matches


def test_a_hash_is_scrypt_at_the_cost_it_names():
    name, cost, block, lanes, salt, digest = hashed("three wet otters").split("$")
    assert (name, cost, block, lanes) == ("scrypt", "15", "8", "3")
    told = hashlib.scrypt(b"three wet otters", salt=bytes.fromhex(salt), n=2**15, r=8, p=3, maxmem=2**27, dklen=32)
    assert digest == told.hex()


def test_letters_that_look_alike_are_one_password_and_others_are_not():
    kept = hashed("caf\u00e9 by the weir")
    assert matches("cafe\u0301 by the weir", kept)
    assert not matches("cafe by the weir", kept)
