// Photos are shrunk to 1600 px here before they travel (a slow phone sends 300 kB, not 6 MB), which also drops the position in EXIF.
// The server checks and strips again: this is a kindness, not a guard.

const LONG_SIDE = 1600;
const QUALITY = 0.82;

async function shrink(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // not a picture this browser can read: the server says so in words
  }
}

function put(input: HTMLInputElement, files: File[]): void {
  const carrier = new DataTransfer();
  files.forEach((file) => carrier.items.add(file));
  input.files = carrier.files;
}

function show(input: HTMLInputElement, box: HTMLElement): void {
  box.textContent = "";
  Array.from(input.files ?? []).forEach((file, index) => {
    const tile = document.createElement("figure");
    tile.className = "tile";
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.onload = () => URL.revokeObjectURL(image.src);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${box.dataset.remove ?? ""} ${index + 1}`);
    remove.addEventListener("click", () => {
      put(input, Array.from(input.files ?? []).filter((_, at) => at !== index));
      show(input, box);
      input.focus();
    });
    tile.append(image, remove);
    box.append(tile);
  });
}

export function shrinkPhotos(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-drop]").forEach((drop) => {
    const input = drop.querySelector<HTMLInputElement>("input[type=file]");
    if (!input || drop.dataset.awake) return;
    drop.dataset.awake = "1";
    const box = drop.parentElement?.querySelector<HTMLElement>("[data-previews]");
    const chosen = drop.querySelector<HTMLElement>("[data-chosen]");
    drop.addEventListener("dragenter", () => drop.classList.add("drop-over"));
    ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("drop-over")));
    input.addEventListener("change", async () => {
      const files = Array.from(input.files ?? []);
      if (box) {
        put(input, await Promise.all(files.map(shrink)));
        show(input, box);
      } else if (chosen) chosen.textContent = files.map((file) => file.name).join("、");
    });
  });
}
