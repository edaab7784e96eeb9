try{const theme=localStorage.getItem("rabita-theme");if(theme==="light"||theme==="dark")document.documentElement.dataset.theme=theme}catch{/* without storage: the theme of the system */}
