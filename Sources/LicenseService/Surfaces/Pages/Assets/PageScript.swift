/// What a script adds where one runs: nothing here is needed.
enum PageScript {
    static let text = """
        "use strict";
        const said = document.createElement("p");
        said.className = "unseen";
        said.setAttribute("role", "status");
        document.body.append(said);
        for (const button of document.querySelectorAll("button[data-copy]")) {
          button.hidden = false;
          button.addEventListener("click", async () => {
            const field = document.getElementById(button.dataset.copy);
            try { await navigator.clipboard.writeText(field.value); }
            catch { field.select(); document.execCommand("copy"); }
            const word = button.textContent;
            button.textContent = "Copied";
            said.textContent = "Copied to the clipboard.";
            setTimeout(() => { button.textContent = word; said.textContent = ""; }, 2000);
          });
        }
        const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
        function tellTimes(part) {
          for (const time of part.querySelectorAll("time[datetime]")) {
            time.title = time.textContent;
            time.textContent = moment.format(new Date(time.getAttribute("datetime")));
          }
        }
        tellTimes(document);
        document.querySelector("main .notice[tabindex]")?.focus();
        for (const form of document.querySelectorAll("form")) {
          form.addEventListener("submit", (event) => {
            setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = !event.defaultPrevented; }, 0);
            setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = false; }, 4000);
          });
        }
        for (const form of document.querySelectorAll("form[data-preview]")) {
          let waiting;
          form.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(async () => {
              const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const next = page.getElementById("preview");
              const here = document.getElementById("preview");
              if (!next || !here) return;
              here.replaceWith(document.adoptNode(next));
              tellTimes(next);
            }, 400);
          });
        }
        const photo = document.querySelector("input[data-scan]");
        async function readPhoto(told) {
          const target = document.getElementById(photo.dataset.scan);
          const detector = new BarcodeDetector({ formats: ["qr_code"] });
          try {
            const codes = photo.files.length ? await detector.detect(await createImageBitmap(photo.files[0])) : [];
            if (codes.length) { target.value = codes[0].rawValue; target.focus(); }
            told.textContent = codes.length ? "The code was read. Nothing was sent yet." : "No QR code was found in this photo. Take it closer, and in good light.";
          } catch {
            told.textContent = "This file could not be read as a photo.";
          }
        }
        async function offerPhoto() {
          const formats = await BarcodeDetector.getSupportedFormats();
          if (!formats.includes("qr_code")) return;
          const told = document.createElement("p");
          told.className = "note";
          told.setAttribute("role", "status");
          photo.after(told);
          photo.closest(".field").hidden = false;
          photo.addEventListener("change", () => readPhoto(told));
        }
        if (photo && "BarcodeDetector" in window) offerPhoto();

        """
}
