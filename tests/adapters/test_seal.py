import os
import stat
import threading

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from lianxin.adapters import seal as seals
from lianxin.adapters.seal import FileKeys, KeysExposed, Sealer, Unsealable, chain


@pytest.fixture(scope="module")
def sealer(tmp_path_factory):
    return Sealer(FileKeys(tmp_path_factory.mktemp("keys")))


def test_sm3_of_abc_and_the_chain_are_plain_sm3():
    import hashlib

    vector = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == vector
    assert chain(seals.GENESIS, b"abc") == hashlib.new("sm3", bytes(32) + b"abc").digest()
    assert chain(seals.GENESIS, b"abc") != chain(chain(seals.GENESIS, b""), b"abc")
    with pytest.raises(ValueError):
        chain(b"short", b"abc")


def test_sm4_gcm_of_rfc_8998_appendix_a1(tmp_path):
    keys = FileKeys(tmp_path)
    key_id = keys.current()
    keys._ring.sealing[key_id] = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex("".join(c * 16 for c in "ABCDEFEA"))
    expected = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert keys.encrypt(key_id, nonce, plain, bound) == expected
    assert keys.decrypt(key_id, nonce, expected, bound) == plain


@given(text=st.text(), purpose=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_what_is_sealed_opens_again(sealer, text, purpose):
    assert sealer.unseal(sealer.seal(text, purpose), purpose) == text


@given(text=st.text(), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(sealer, text, at, bit):
    sealed = bytearray(sealer.seal(text, "contact.phone"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Unsealable):
        sealer.unseal(bytes(sealed), "contact.phone")


@given(junk=st.binary(max_size=80), cut=st.integers(0, 200))
def test_junk_and_cut_values_do_not_open(sealer, junk, cut):
    with pytest.raises(Unsealable):
        sealer.unseal(junk, "contact.phone")
    sealed = sealer.seal("13800138000", "contact.phone")
    with pytest.raises(Unsealable):
        sealer.unseal(sealed[: min(cut, len(sealed) - 1)], "contact.phone")


def test_a_value_moved_to_another_field_does_not_open(sealer):
    with pytest.raises(Unsealable):
        sealer.unseal(sealer.seal("13800138000", "contact.phone"), "contact.name")


def test_two_seals_of_one_text_differ_and_hide_it(sealer):
    one, two = sealer.seal("13800138000", "p"), sealer.seal("13800138000", "p")
    assert one != two and b"13800138000" not in one


def test_a_memoryview_from_the_database_opens(sealer):
    assert sealer.unseal(memoryview(sealer.seal("王阿姨", "p")), "p") == "王阿姨"


@pytest.mark.parametrize("purpose", ["", "a\0b"])
def test_a_seal_names_its_purpose(sealer, purpose):
    with pytest.raises(ValueError):
        sealer.seal("x", purpose)


def test_the_blind_index_is_stable_per_purpose_and_keyed(sealer, tmp_path):
    assert sealer.blind_index("13800138000", "a") == sealer.blind_index("13800138000", "a")
    assert len(sealer.blind_index("13800138000", "a")) == 16
    assert sealer.blind_index("13800138000", "a") != sealer.blind_index("13800138000", "b")
    assert sealer.blind_index("13800138000", "a") != Sealer(FileKeys(tmp_path)).blind_index("13800138000", "a")


def test_a_rotated_ring_opens_old_values_and_keeps_its_indexes(tmp_path):
    web, worker = FileKeys(tmp_path), FileKeys(tmp_path)
    before, index = Sealer(web).seal("旧", "p"), Sealer(web).blind_index("旧", "p")
    Sealer(worker).seal("warm the worker's ring", "p")
    new = web.rotate()
    after = Sealer(web).seal("新", "p")
    assert after[1:5] == new != before[1:5]
    assert Sealer(web).unseal(before, "p") == "旧"
    assert Sealer(worker).unseal(after, "p") == "新"  # finds the new key in the file by itself
    assert Sealer(FileKeys(tmp_path)).blind_index("旧", "p") == index
    assert [p.name for p in tmp_path.iterdir()] == ["seal.json"]


def test_a_lost_ring_is_named_as_the_cause(tmp_path, sealer):
    with pytest.raises(Unsealable, match="not in the key ring"):
        Sealer(FileKeys(tmp_path)).unseal(sealer.seal("x", "p"), "p")


def test_the_key_file_is_for_its_owner_only(tmp_path):
    os.umask(os.umask(0))
    keys = FileKeys(tmp_path / "made" / "at first use")
    keys.current()
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    keys.path.chmod(0o644)
    with pytest.raises(KeysExposed):
        FileKeys(keys.path.parent).current()


def test_processes_that_start_together_share_one_ring(tmp_path):
    rings = [FileKeys(tmp_path) for _ in range(8)]
    gate = threading.Barrier(8)
    ids = []

    def start(ring):
        gate.wait()
        ids.append(ring.current())

    threads = [threading.Thread(target=start, args=(r,)) for r in rings]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(ids) == 8 and len(set(ids)) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["seal.json"]


def test_tokens_and_codes(sealer):
    token = seals.secret_token()
    assert len(token) == 22 and token != seals.secret_token()
    assert sealer.token_hash(token) == sealer.token_hash(token) and len(sealer.token_hash(token)) == 32
    assert all(len(c) == 6 and c.isdecimal() for c in (seals.short_code() for _ in range(50)))


def test_the_installation_sealer_uses_the_key_folder_of_the_settings(settings, tmp_path):
    settings.VAR = tmp_path
    sealed = seals.seal("13800138000", "contact.phone")
    assert (tmp_path / "keys" / "seal.json").exists()
    assert seals.unseal(sealed, "contact.phone") == "13800138000"
    assert seals.blind_index("1", "p") == seals.default().blind_index("1", "p")
    assert seals.token_hash("t") == seals.default().token_hash("t")


def test_the_library_offers_sm4_gcm():
    Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(12))).encryptor()
